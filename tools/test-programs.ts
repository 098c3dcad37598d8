/**
 * The programs that tests need and that npm does not bring. As root on Debian they are installed from its packages;
 * elsewhere it is said how to get them.
 */
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './run-program.ts';

const PROGRAMS = [
  { program: 'redis-server', debianPackage: 'redis-server', brewPackage: 'redis' },
  { program: 'nginx', debianPackage: 'nginx-light', brewPackage: 'nginx' },
  { program: 'faketime', debianPackage: 'faketime', brewPackage: 'libfaketime' },
  { program: 'prlimit', debianPackage: 'util-linux', brewPackage: 'util-linux' },
];
/** Where Debian keeps servers; not in the PATH of every user. */
const SERVER_FOLDERS = ['/usr/sbin', '/usr/local/sbin'];

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function isThere(program: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => isExecutable(join(folder, program)));
}

function howToInstall(missing: typeof PROGRAMS): string {
  const debian = missing.map(({ debianPackage }) => debianPackage).join(' ');
  const brew = missing.map(({ brewPackage }) => brewPackage).join(' ');
  return `Install them and try again:
  Debian, Ubuntu   sudo apt-get install ${debian}
  macOS            brew install ${brew}`;
}

function installOnDebian(missing: typeof PROGRAMS): boolean {
  // The tests start servers of their own: those of the packages must not be started, nor take the usual ports.
  Object.assign(process.env, { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' });
  const packages = missing.map(({ debianPackage }) => debianPackage);
  return (
    run('apt-get', ['update', '-q'], 'quiet') === 0 &&
    run('apt-get', ['install', '-q', '-y', '--no-install-recommends', ...packages], 'quiet') === 0
  );
}

/** Whether the programs are there now. Says what it does, or what to do. */
export function provideTestPrograms(): boolean {
  process.env.PATH = [process.env.PATH, ...SERVER_FOLDERS].join(delimiter);
  const missing = PROGRAMS.filter(({ program }) => !isThere(program));
  if (missing.length === 0) return true;
  const names = missing.map(({ program }) => program).join(' and ');
  const isDebianRoot = process.getuid?.() === 0 && existsSync('/etc/debian_version') && isThere('apt-get');
  if (isDebianRoot) {
    console.log(`The tests need ${names}, not found here: installing with apt-get.`);
    if (installOnDebian(missing)) return true;
    console.error('apt-get failed.');
  } else {
    console.error(`The tests need ${names}, not found here.`);
  }
  console.error(howToInstall(missing));
  return false;
}
