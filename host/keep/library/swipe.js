/* A finger that is drawn over a box. */
'use strict';

/**
 * @param {HTMLElement} box
 * @param {(way: {on?: number, beside?: number}) => void} told `on`: 1 up to the next, -1 down; `beside`: 1 to what
 * follows, -1 to what is before, as the page is read
 */
Clipkeep.onSwipe = (box, told) => {
  const LEAST_PX = 50;
  let from = null;
  box.addEventListener('touchstart', ({ touches }) => {
    from = touches.length === 1 ? { x: touches[0].clientX, y: touches[0].clientY } : null; // two fingers make it larger
  }, { passive: true });
  box.addEventListener('touchend', ({ changedTouches: [finger] }) => {
    const x = finger.clientX - (from?.x ?? finger.clientX);
    const y = finger.clientY - (from?.y ?? finger.clientY);
    from = null;
    if (Math.max(Math.abs(x), Math.abs(y)) < LEAST_PX) {
      return;
    }
    if (Math.abs(y) > Math.abs(x)) {
      told({ on: y < 0 ? 1 : -1 });
    } else {
      told({ beside: (x < 0) === (document.documentElement.dir !== 'rtl') ? 1 : -1 });
    }
  }, { passive: true });
};
