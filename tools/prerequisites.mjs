/**
 * Begins every npm script that runs the project's own code: looks whether this Node can run it, says what to do when it
 * cannot, and otherwise runs the program that the arguments name. Plain JavaScript, because it must be understood by
 * the Node of a machine on which nothing was installed yet.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const LEAST_NODE = 24;
const root = fileURLToPath(new URL('../', import.meta.url));
const require = createRequire(import.meta.url);

function hasSandboxBinary() {
  const folder = dirname(require.resolve('isolated-vm/package.json'));
  try {
    createRequire(`${folder}/`)('node-gyp-build').resolve(folder);
    return true;
  } catch {
    return false;
  }
}

/** What lacks, and what to do about it; undefined when nothing lacks. */
function lacking() {
  if (!existsSync(`${root}node_modules/@nestjs/core`)) return 'Nothing is installed yet. Run: npm ci';
  const major = Number(process.versions.node.split('.')[0]);
  if (major < LEAST_NODE) {
    return existsSync(`${root}node_modules/node/bin/node`)
      ? `This is Node ${process.version}. The project's own Node is used when you start this with npm (npm start, npm test).`
      : `This is Node ${process.version}; Toolrack needs ${LEAST_NODE} or newer. npm ci brings one along, if it may run install scripts.\nRun: npm ci --no-ignore-scripts`;
  }
  if (!hasSandboxBinary()) {
    return `isolated-vm, in which scripts run, has no binary for Node ${process.version} on ${process.platform} ${process.arch}.\nnpm ci builds one, if it may run install scripts and finds a C++ compiler and Python.\nRun: npm ci --no-ignore-scripts`;
  }
  return undefined;
}

const problem = lacking();
const [program] = process.argv.splice(2, 1);
if (problem !== undefined || program === undefined) {
  process.stderr.write(`${problem ?? 'Say which program to run.'}\n`);
  process.exit(1);
}
process.chdir(root);
await import(pathToFileURL(program).href);
