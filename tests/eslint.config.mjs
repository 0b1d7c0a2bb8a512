// The rules of the JavaScript, of the extension and of its tests.
import js from '@eslint/js';

/** @param {string} names @returns {Record<string, 'readonly'>} */
const known = (names) => Object.fromEntries(names.split(/\s+/).map((name) => [name, 'readonly']));

const anywhere = known('clearTimeout console setTimeout URL');
const page = known(
  'clearInterval CustomEvent document getComputedStyle innerHeight innerWidth location requestAnimationFrame setInterval window XMLHttpRequest Response',
);
const site = known(
  'Blob Event fetch history IntersectionObserver MediaSource PopStateEvent queueMicrotask URLSearchParams',
);
const own = known('Blob CSS TextEncoder Option document fetch localStorage location navigator performance PerformanceObserver window');
const library = known('Clipkeep CSS document FormData history Intl location navigator performance requestIdleCallback ResizeObserver VTTCue');
const node = known(
  'Buffer Event EventTarget fetch globalThis performance process setImmediate structuredClone URLSearchParams',
);

export default [
  js.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      curly: 'error',
      eqeqeq: 'error',
      'no-empty': ['error', { allowEmptyCatch: false }],
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'no-param-reassign': 'error',
      'no-shadow': 'error',
      'no-unused-vars': ['error', { caughtErrors: 'all' }],
      'no-var': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
      'sort-imports': ['error', { ignoreDeclarationSort: true }],
      'max-lines': ['error', 400],
      'max-lines-per-function': ['error', { max: 60, skipComments: true }],
    },
  },
  {
    files: ['extension/**/*.js'],
    languageOptions: { ecmaVersion: 2023, sourceType: 'module', globals: { ...anywhere, ...own } },
  },
  {
    // Scripts that run inside the page: no modules there, and each hides in one function.
    files: ['extension/page/*.js'],
    languageOptions: { ecmaVersion: 2023, sourceType: 'script', globals: { ...anywhere, ...page } },
    rules: { 'max-lines-per-function': 'off' },
  },
  {
    // The library's page: plain scripts that share one name.
    files: ['host/keep/library/**/*.js'],
    languageOptions: { ecmaVersion: 2023, sourceType: 'script', globals: { ...anywhere, ...library, globalThis: 'readonly' } },
    rules: { 'max-lines-per-function': 'off', 'no-param-reassign': 'off' },
  },
  {
    files: ['tests/**/*.mjs'],
    languageOptions: { ecmaVersion: 2024, sourceType: 'module', globals: { ...anywhere, ...node } },
    rules: {
      curly: ['error', 'multi-line'],
      'max-lines-per-function': 'off',
      'no-unused-vars': ['error', { caughtErrors: 'all', argsIgnorePattern: '^_', ignoreRestSiblings: true }],
    },
  },
  {
    // What the stand-in's pages run; the site itself never lets a page's scripts alone.
    files: ['tests/standin/site/*.js'],
    languageOptions: { ecmaVersion: 2023, sourceType: 'module', globals: { ...anywhere, ...page, ...site } },
    rules: { curly: ['error', 'multi-line'] },
  },
  {
    // Runs inside Firefox's own window.
    files: ['tests/e2e/drivers/*-inside.js'],
    languageOptions: { ecmaVersion: 2023, sourceType: 'script' },
    rules: { curly: ['error', 'multi-line'] },
  },
];
