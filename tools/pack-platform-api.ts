/**
 * `npm run pack:platform-api [folder]`: makes the npm package of the platform API, which works alone with a base URL
 * and a token: one file of JavaScript, its types, README and license, no dependencies. The tarball goes into the folder,
 * `dist/packages` when none is named, and its path is printed.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { build } from 'esbuild';
import ts from 'typescript';

const LIB = 'libs/platform-api';
const SOURCES = `${LIB}/src`;
const ENTRY = `${SOURCES}/public.ts`;
/** All that the package uses of the other libs. */
const CONTRACTS = '#libs/contracts';
const JSON_VALUE = 'libs/contracts/src/json-value.ts';

interface RootPackage {
  version: string;
  license: string;
}

function isRootPackage(value: unknown): value is RootPackage {
  return typeof value === 'object' && value !== null && 'version' in value && 'license' in value;
}

function manifest(): object {
  const root: unknown = JSON.parse(readFileSync('package.json', 'utf8'));
  if (!isRootPackage(root)) throw new Error('package.json names no version or no license.');
  return {
    name: '@toolrack/platform-api',
    version: root.version,
    description: "Client of Toolrack's REST services: items, files, tools, permissions, usage. Typed, no dependencies.",
    keywords: ['toolrack', 'mcp', 'client'],
    license: root.license,
    type: 'module',
    engines: { node: '>=22.1' },
    exports: { '.': { types: './types/public.d.ts', default: './index.js' } },
    types: './types/public.d.ts',
    sideEffects: false,
  };
}

async function writeCode(folder: string): Promise<void> {
  await build({
    entryPoints: [ENTRY],
    outfile: join(folder, 'index.js'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    alias: { [CONTRACTS]: `./${JSON_VALUE}` },
    logLevel: 'warning',
  });
}

/** Declarations of the sources by the paths of the files that they are of, without their ends. */
function declarations(): Map<string, string> {
  const parsed = ts.getParsedCommandLineOfConfigFile('tsconfig.json', undefined, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
      throw new Error(ts.flattenDiagnosticMessageText(messageText, '\n'));
    },
  });
  const { tsBuildInfoFile: _, ...options } = parsed?.options ?? {};
  const program = ts.createProgram([ENTRY], {
    ...options,
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    incremental: false,
    outDir: '/declarations',
    rootDir: '.',
  });
  const found = new Map<string, string>();
  program.emit(undefined, (path, text) => {
    found.set(path.slice(path.indexOf('/libs/') + 1).replace(/\.d\.ts$/, ''), text);
  });
  return found;
}

/** Where a declaration of the sources lies in the package. */
function placeOf(source: string): string {
  return source.startsWith(`${SOURCES}/`) ? source.slice(SOURCES.length + 1) : basename(source);
}

/** Writes the declarations of the entry and of what they import: the rest is no part of the package. */
function writeTypes(folder: string): void {
  const found = declarations();
  const pending = [ENTRY.replace(/\.ts$/, '')];
  const written = new Set<string>();
  for (let source = pending.pop(); source !== undefined; source = pending.pop()) {
    if (written.has(source)) continue;
    written.add(source);
    const text = found.get(source);
    if (text === undefined) throw new Error(`There is no declaration of ${source}.`);
    const place = placeOf(source);
    const json = `${place.includes('/') ? '../' : './'}${placeOf(JSON_VALUE).replace(/\.ts$/, '.js')}`;
    const path = join(folder, 'types', `${place}.d.ts`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text.replaceAll(`'${CONTRACTS}'`, `'${json}'`));
    for (const { fileName } of ts.preProcessFile(text).importedFiles) {
      if (fileName === CONTRACTS) pending.push(JSON_VALUE.replace(/\.ts$/, ''));
      else if (fileName.startsWith('.')) pending.push(join(dirname(source), fileName).replace(/\.js$/, ''));
      else throw new Error(`${source} imports ${fileName}, which the package does not have.`);
    }
  }
}

async function pack(destination: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'toolrack-package-'));
  try {
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest(), undefined, 2));
    copyFileSync('LICENSE', join(folder, 'LICENSE'));
    copyFileSync(`${LIB}/README.md`, join(folder, 'README.md'));
    await writeCode(folder);
    writeTypes(folder);
    mkdirSync(destination, { recursive: true });
    const packing = ['pack', '--silent', '--offline', '--pack-destination', destination];
    return join(destination, execFileSync('npm', packing, { cwd: folder, encoding: 'utf8' }).trim());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

console.log(await pack(resolve(process.argv[2] ?? 'dist/packages')));
