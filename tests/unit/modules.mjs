// For `node --import`: the extension's files are modules. Node 18 takes a .js file for CommonJS
// unless a package.json says otherwise, and the extension holds no file that no browser reads.
import { register } from 'node:module';

const hook = `export const load = (url, context, next) =>
  next(url, /\\/extension\\/[^?]*\\.js(\\?|$)/.test(url) ? { ...context, format: 'module' } : context);`;

register(`data:text/javascript,${encodeURIComponent(hook)}`);
