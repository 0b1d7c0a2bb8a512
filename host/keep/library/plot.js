/* Small plots. Each is a drawing for the eye, with the same numbers as a table below it. */
'use strict';

Clipkeep.plot = (() => {
  const { make } = Clipkeep.dom;
  const { t, number, date } = Clipkeep.text;
  const SVG = 'http://www.w3.org/2000/svg';
  const WIDE = 600;
  const HIGH = 120;
  const EDGE = 6; // so that no line is cut

  /** @param {string} name @param {Record<string, string | number>} given */
  function shape(name, given) {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(given)) {
      element.setAttribute(key, String(value));
    }
    return element;
  }

  function drawing(wide, high, shapes) {
    const svg = shape('svg', { viewBox: `0 0 ${wide} ${high}`, preserveAspectRatio: 'none', 'aria-hidden': 'true', class: 'plot' });
    svg.append(...shapes);
    return svg;
  }

  function table(heads, rows) {
    return make('details', {}, [
      make('summary', { text: t('asTable') }),
      make('table.numbers', {}, [
        make('thead', {}, [make('tr', {}, heads.map((text) => make('th', { scope: 'col', text })))]),
        make('tbody', {}, rows.map(([name, value]) => make('tr', {}, [
          make('th', { scope: 'row', text: name }), make('td', { text: number(value) }),
        ]))),
      ]),
    ]);
  }

  /** Times and values as places in the drawing; pure. @param {number[][]} points */
  function placed(points) {
    const [times, values] = [0, 1].map((at) => points.map((one) => one[at]));
    const within = (value, all, size) => {
      const low = Math.min(...all);
      const span = Math.max(...all) - low;
      return span > 0 ? ((value - low) / span) * (size - 2 * EDGE) + EDGE : size / 2;
    };
    return points.map(([at, value]) => [within(at, times, WIDE), HIGH - within(value, values, HIGH)]);
  }

  /** What changed, by date; null when there is nothing to compare. @param {string} title @param {number[][]} given [SECONDS, VALUE] */
  function line(title, given) {
    const points = given.filter(([at, value]) => at > 0 && value >= 0).sort((a, b) => a[0] - b[0]);
    if (points.length < 2) {
      return null;
    }
    const places = placed(points);
    const grown = points.at(-1)[1] - points[0][1];
    return make('div.figure', {}, [
      make('h4', { text: title }),
      make('p.change', {}, [
        make('strong', { text: number(points.at(-1)[1]) }), ' ',
        grown === 0 ? null : make('bdi.soft', { dir: 'ltr', text: `${grown < 0 ? '−' : '+'}${number(Math.abs(grown))}` }),
      ]),
      drawing(WIDE, HIGH, [
        shape('polyline', { points: places.map((one) => one.join(',')).join(' ') }),
        ...places.map(([x, y]) => shape('path', { d: `M${x} ${y}h0`, class: 'dot' })),
      ]),
      make('p.ends', {}, [make('span', { text: date(points[0][0]) }), make('span', { text: date(points.at(-1)[0]) })]),
      table([t('date'), title], points.map(([at, value]) => [date(at), value])),
    ]);
  }

  /** One column for each row, in their order. @param {string} title @param {string} head @param {[string, number][]} rows */
  function columns(title, head, rows) {
    const most = Math.max(1, ...rows.map(([, value]) => value));
    const [highest] = rows.filter(([, value]) => value === most);
    return rows.length === 0 ? null : make('section', {}, [
      make('h2', { text: title }),
      highest ? make('p.soft', { text: `${number(most)} · ${highest[0]}` }) : null,
      drawing(rows.length, 100, rows.map(([, value], index) =>
        shape('rect', { x: index + 0.1, y: 100 - (value / most) * 100, width: 0.8, height: (value / most) * 100 }))),
      make('p.ends', {}, [make('span', { text: rows[0][0] }), make('span', { text: rows.at(-1)[0] })]),
      table([head, t('count')], rows),
    ]);
  }

  return { placed, line, columns };
})();
