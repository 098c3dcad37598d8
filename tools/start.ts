/** `npm start`: builds when that is needed, then becomes the local process, so that signals reach it directly. */
import { pathToFileURL } from 'node:url';
import { isBuilt } from './build-state.ts';
import { run } from './run-program.ts';

const ENTRY = 'dist/apps/local/src/main.js';
const PARENT_POLL_MS = 250;

/** npm tells of a SIGTERM only the shell between them, which ends without a word to this process. */
function endWithParent(): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, PARENT_POLL_MS).unref();
}

if (process.env.npm_lifecycle_event !== undefined) endWithParent();
const needsBuild = !isBuilt();
console.log(`Toolrack: ${needsBuild ? 'building, then ' : ''}starting all services in this process.`);
const status = needsBuild ? run('npm', ['run', '--silent', 'build'], 'quiet') : 0;
if (status === 0) await import(pathToFileURL(ENTRY).href);
else process.exitCode = status;
