import { globSync, statSync } from 'node:fs';

const SOURCES = '{apps,libs}/**/*.ts';
const SETTINGS = ['.swcrc', 'nest-cli.json', 'package-lock.json'];

const modifiedMs = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** Whether every source has a compiled twin in `dist` that is not older than it, or than what decides how to compile. */
export function isBuilt(): boolean {
  const settingsMs = Math.max(...SETTINGS.map(modifiedMs));
  return globSync(SOURCES, { exclude: ['**/*.spec.ts', '**/*.d.ts'] }).every(
    (source) => modifiedMs(`dist/${source.replace(/\.ts$/, '.js')}`) >= Math.max(settingsMs, modifiedMs(source)),
  );
}
