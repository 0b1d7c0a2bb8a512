// A page by the rules of accessibility (axe-core), from left and from right, and at twice its size.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { root } from './bed.mjs';
import { sideways } from './steps.mjs';

const AXE = readFileSync(`${root}/tests/node_modules/axe-core/axe.min.js`, 'utf8');
const RUN = `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => JSON.stringify(
  violations.map(({ id, nodes }) => [id, nodes.map(({ target, any }) => [target.join(' '), any[0]?.message])])))`;

/** @param {import('./steps.mjs').View} view @param {string} what @param {string[]} dirs */
export async function assertClean(view, what, dirs = ['ltr', 'rtl']) {
  await view.run(`void (() => { ${AXE}\n; globalThis.axe ??= window.axe; })()`);
  for (const dir of dirs) {
    await view.run(`document.documentElement.dir = '${dir}'`);
    assert.deepEqual(JSON.parse(await view.run(RUN, 30000)), [], `${what}, ${dir}`);
    assert.equal(await sideways(view), '', `${what}, ${dir}: nothing sticks out`);
  }
  await view.run(`document.documentElement.dir = '${dirs[0]}'`);
  await view.run(`document.documentElement.style.fontSize = '32px'`);
  assert.equal(await sideways(view), '', `${what}, twice the size: nothing sticks out`);
  await view.run(`document.documentElement.style.fontSize = ''`);
}
