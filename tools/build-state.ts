import { globSync, statSync } from 'node:fs';

const SOURCES = '{apps,libs}/**/*.ts';
const SETTINGS = ['.swcrc', 'nest-cli.json', 'package-lock.json', 'tools/bundle-sandbox.ts'];
/** What of the sources is bundled as well, and one of the bundles: they are made together, after everything else. */
const BUNDLED = 'libs/sandbox/src/realm/*.ts';
const BUNDLE = 'dist/libs/sandbox/src/bundles/realm.js';

const modifiedMs = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
const newestMs = (paths: readonly string[]): number => Math.max(...paths.map(modifiedMs));

/** Whether what the build makes is there, and not older than what it is made from or what decides how. */
export function isBuilt(): boolean {
  const settingsMs = newestMs(SETTINGS);
  if (modifiedMs(BUNDLE) < Math.max(settingsMs, newestMs(globSync(BUNDLED)))) return false;
  return globSync(SOURCES, { exclude: ['**/*.spec.ts', '**/*.d.ts'] }).every(
    (source) => modifiedMs(`dist/${source.replace(/\.ts$/, '.js')}`) >= Math.max(settingsMs, modifiedMs(source)),
  );
}
