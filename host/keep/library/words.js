/* All scripts of the library share this one name. They are put together, in the order of
 * host/keep/CMakeLists.txt, into one plain script: modules cannot be loaded from a folder. */
'use strict';

globalThis.Clipkeep = { words: {} };
