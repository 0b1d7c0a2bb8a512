// For You: the address stays the same while one scrolls; three articles are used over and over.
import { askByFetch, askByXhr, firstItems, learn, pathOf } from './data.js';
import { actions, authorLink, drop, make, picture } from './draw.js';

const POOL = 3;
const MORE = 7;
const PAUSE_MS = 250;

class Feed {
  constructor() {
    this.list = [];
    this.hasMore = true;
    this.busy = false;
    this.current = 0;
    this.turned = 0;
    this.spacer = make('div', { class: 'spacer' });
    this.articles = Array.from({ length: POOL }, () =>
      make('article', { 'data-e2e': 'recommend-list-item-container' }),
    );
    this.column = make(
      'div',
      { id: 'column-list-container', tabindex: '-1' },
      this.spacer,
      ...this.articles,
    );
    this.element = make('main', { id: 'main-content-homepage_hot' }, this.column);
    // One turn of the wheel, one post, as on the site.
    this.column.addEventListener('wheel', (event) => {
      event.preventDefault();
      if (event.timeStamp < this.turned + PAUSE_MS) return;
      this.turned = event.timeStamp;
      this.step(Math.sign(event.deltaY));
    });
    this.column.addEventListener('scroll', () => this.show(), { passive: true });
  }

  /** The first list was asked for before this code had arrived; later ones come by either way. */
  async more() {
    if (this.busy || !this.hasMore) return;
    this.busy = true;
    const first = window.standInFirstList;
    const address = `/api/recommend/item_list/?aid=1988&count=${MORE}&cursor=${this.list.length}`;
    const answer = await (first ||
      (this.list.length > 8 ? askByFetch(address) : askByXhr(address)));
    window.standInFirstList = undefined;
    this.list.push(...learn(answer));
    this.hasMore = answer.hasMore;
    this.busy = false;
    this.spacer.style.height = `${this.list.length * 100}%`;
    this.show();
    if (this.list.length < POOL) await this.more();
  }

  get height() {
    return this.column.clientHeight || 1;
  }

  show() {
    this.current = Math.max(
      0,
      Math.min(this.list.length - 1, Math.round(this.column.scrollTop / this.height)),
    );
    for (let index = this.current - 1; index <= this.current + 1; index += 1) this.place(index);
    for (const article of this.articles) this.play(article);
    if (this.current + POOL >= this.list.length) this.more();
  }

  /** Gives the article that is due for this index its post. */
  place(index) {
    const item = this.list[index];
    if (!item) return;
    const article = this.articles[index % POOL];
    if (article.dataset.scrollIndex === String(index)) return;
    drop(article);
    article.dataset.scrollIndex = String(index);
    article.style.top = `${index * 100}%`;
    article.append(
      make('section', { 'data-e2e': 'feed-video', class: 'stage' }, picture(item, index)),
      make(
        'div',
        { class: 'words' },
        authorLink(item, 'video-author-uniqueid'),
        make(
          'a',
          { class: 'text', 'data-e2e': 'video-desc', href: pathOf(item), 'data-in-page': '' },
          item.desc || '·',
        ),
        ...(item.isAd ? [make('span', { 'data-e2e': 'sponsored-tag' }, 'Sponsored')] : []),
      ),
      actions(item),
    );
  }

  play(article) {
    const video = article.querySelector('video');
    if (!video) return;
    if (article.dataset.scrollIndex === String(this.current)) {
      delete video.dataset.waits;
      video.play().catch(() => {});
    } else {
      video.dataset.waits = '';
      video.pause();
    }
  }

  step(by) {
    const next = Math.max(0, Math.min(this.list.length - 1, this.current + by));
    this.column.scrollTo({ top: next * this.height, behavior: 'instant' });
  }
}

/** @returns {{element: HTMLElement, step: (by: number) => void}} */
export function feed() {
  const one = new Feed();
  // Those the page came with are shown once; later feeds of this page ask for all.
  one.list.push(...learn({ itemList: firstItems.splice(0) }));
  one.more();
  return one;
}
