// The rules of the house that a compiler does not check: who may include whom, which functions
// nobody may call, how long a file may be, and what a text must not hold.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const files = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter(Boolean);
/** @param {string} file */
const text = (file) => readFileSync(join(root, file), 'utf8');
/** @param {RegExp} pattern */
const matching = (pattern) => files.filter((file) => pattern.test(file));

/** Which rooms the code of a room may include besides itself. */
const mayInclude = {
  base: [],
  tiktok: ['base'],
  fetch: ['base'],
  keep: ['base'],
  desktop: ['base'],
  session: ['base', 'tiktok', 'fetch', 'keep', 'desktop'],
  face: ['base', 'tiktok', 'fetch', 'keep', 'desktop', 'session'],
};

test('the rooms of the host include only what lies below them', () => {
  for (const [room, allowed] of Object.entries(mayInclude)) {
    const sources = matching(new RegExp(`^host/${room}/.*\\.[ch](\\.in)?$`));
    assert.ok(sources.length > 0, `host/${room} has sources`);
    for (const file of sources) {
      for (const [, other] of text(file).matchAll(/^#include "([a-z]+)\//gm)) {
        // embed/ holds data files that the build turns into arrays (host/embed.cmake).
        const fine = other === room || other === 'embed' || allowed.includes(other);
        assert.ok(fine, `${file} includes ${other}/`);
      }
    }
  }
});

test('functions that invite mistakes are not used', () => {
  const banned =
    /(?<![\w.>])(strcpy|strcat|sprintf|vsprintf|strtok|strncpy|atoi|atol|gets|scanf|alloca|system|popen)\s*\(/;
  const allocation = /(?<![\w.>])(malloc|calloc|realloc|free|strdup|strndup)\s*\(/;
  for (const file of matching(/^host\/.*\.[ch]$/)) {
    const code = text(file).replace(/\/\*[\s\S]*?\*\//g, '');
    assert.doesNotMatch(code, banned, file);
    if (file !== 'host/base/mem.c') {
      assert.doesNotMatch(code, allocation, `${file}: memory comes from base/mem.h`);
    }
  }
});

test('no source file is longer than 400 lines', () => {
  for (const file of matching(/\.(c|h|js|mjs|css|sh)$/)) {
    assert.ok(text(file).split('\n').length <= 401, `${file} is too long`);
  }
});

test('the top level holds what was agreed and nothing more', () => {
  const agreed =
    /^(CMakeLists\.txt|CMakePresets\.json|README\.md|LICENSE|host|extension|manifests|tests|\..*)$/;
  for (const name of new Set(files.map((file) => file.split('/')[0]))) {
    assert.match(name, agreed);
  }
});

test('the extension never makes markup of a text', () => {
  for (const file of matching(/^extension\/.*\.(js|html)$/)) {
    assert.doesNotMatch(text(file), /innerHTML|outerHTML|insertAdjacentHTML|document\.write|setHTML|parseFromString|createContextualFragment|srcdoc/, file);
    assert.doesNotMatch(text(file), /<[^>]+\son\w+=/, `${file}: handlers are added by script`);
  }
});

test('the extension loads no code from elsewhere', () => {
  for (const file of matching(/^extension\/.*\.(js|html|json)$/)) {
    assert.doesNotMatch(text(file), /<script[^>]+src="https?:|import[^;]*from 'https?:/, file);
    assert.doesNotMatch(text(file), /\beval\(|new Function\(/, file);
  }
});

test('every file of tests is run', () => {
  const script = text('tests/run.sh');
  for (const file of matching(/^tests\/(host|fetch)\/.*\.test\.mjs$/)) {
    assert.ok(script.includes(file), `tests/run.sh names ${file}`);
  }
});
