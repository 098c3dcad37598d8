import { fileURLToPath } from 'node:url';
import { sep } from 'node:path';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * Path of a compiled file beside the caller, for `fork()` and `new Worker()`. Jest runs the sources, and a new process
 * cannot: there the file's twin in the build is used.
 *
 * @param callerUrl the caller's `import.meta.url`
 * @param name file name with its compiled extension, e.g. `child.js`
 */
export function entryFile(callerUrl: string, name: string): string {
  const beside = fileURLToPath(new URL(name, callerUrl));
  if (!callerUrl.endsWith('.ts')) return beside;
  return `${ROOT}dist${sep}${beside.slice(ROOT.length)}`;
}
