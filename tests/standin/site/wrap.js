// Runs before anything else of the page, as the site's own signing code does: wraps fetch and
// XMLHttpRequest, and asks for the first list of the feed at once.
'use strict';
{
  const innerFetch = window.fetch;
  const innerOpen = XMLHttpRequest.prototype.open;

  const signed = (address) => {
    const url = new URL(address, location.href);
    if (url.pathname.startsWith('/api/')) url.searchParams.set('X-Bogus', Date.now().toString(36));
    return url.href;
  };

  window.fetch = function fetch(input, init) {
    return innerFetch.call(this, typeof input === 'string' ? signed(input) : input, init);
  };
  XMLHttpRequest.prototype.open = function open(method, address, ...rest) {
    return innerOpen.call(this, method, signed(String(address)), ...rest);
  };

  if (location.pathname === '/' || location.pathname === '/foryou') {
    window.standInFirstList = window
      .fetch(
        `/api/recommend/item_list/?aid=1988&count=2&cursor=${location.pathname === '/' ? 2 : 0}`,
      )
      .then((answer) => answer.json());
  }
}
