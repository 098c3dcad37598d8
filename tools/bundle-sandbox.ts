/**
 * Makes the code that runs inside isolates: the realm of every script from libs/sandbox/src/realm, and the libraries that
 * scripts may use from node_modules. Each bundle is one expression, for isolates know no modules: the realm's value is its
 * `connect`, a library's is a function that makes the library. Part of the build: `libs/sandbox` reads them from `dist`.
 */
import { mkdirSync } from 'node:fs';
import { build, type BuildOptions, type Plugin } from 'esbuild';

export const BUNDLES_FOLDER = 'dist/libs/sandbox/src/bundles';

/** zod brings the texts of its errors in fifty languages, half a megabyte: scripts get the English ones. */
const englishZod: Plugin = {
  name: 'english-zod',
  setup(plugin) {
    plugin.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.c?js$/ }, () => ({
      contents: 'export { default as en } from "./en.js"',
    }));
  },
};

/** core-js puts what it makes on the global object. Here that is an object of the bundle's own, so that nothing is left. */
const ownGlobal: Plugin = {
  name: 'own-global',
  setup(plugin) {
    plugin.onLoad({ filter: /[\\/]core-js[\\/]internals[\\/]global-this\.js$/ }, () => ({
      contents:
        'module.exports = Object.create(globalThis, { structuredClone: { value: undefined, writable: true, configurable: true } })',
    }));
  },
};

const LIBRARIES = {
  lodash: `module.exports = require('lodash')`,
  moment: `module.exports = require('moment')`,
  zod: `module.exports = require('zod').z`,
  'structured-clone': `require('core-js/modules/web.structured-clone.js');
    module.exports = require('core-js/internals/global-this.js').structuredClone`,
};

const shared = {
  bundle: true,
  format: 'cjs',
  platform: 'neutral',
  mainFields: ['module', 'main'],
  target: 'esnext',
  legalComments: 'inline',
  logLevel: 'warning',
} satisfies BuildOptions;

async function bundleRealm(): Promise<void> {
  await build({
    ...shared,
    entryPoints: ['libs/sandbox/src/realm/main.ts'],
    outfile: `${BUNDLES_FOLDER}/realm.js`,
    minifyWhitespace: true,
    minifySyntax: true,
    banner: { js: '(function () { "use strict"; const module = {};' },
    footer: { js: 'return module.exports.connect; })()' },
  });
}

async function bundleLibrary(name: string, contents: string): Promise<void> {
  await build({
    ...shared,
    stdin: { contents, resolveDir: '.', sourcefile: `${name}.js` },
    outfile: `${BUNDLES_FOLDER}/${name}.js`,
    minify: true,
    plugins: [englishZod, ownGlobal],
    banner: { js: '(function () { const module = {};' },
    footer: { js: 'return module.exports; })' },
  });
}

mkdirSync(BUNDLES_FOLDER, { recursive: true });
await Promise.all([
  bundleRealm(),
  ...Object.entries(LIBRARIES).map(([name, contents]) => bundleLibrary(name, contents)),
]);
