import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What one block of a session did. */
export interface BlockResult {
  exitCode: number;
  /** Standard output. */
  printed: string;
}

/** Between the outputs of two blocks; no command prints it. */
const MARK = '\u001e';

/**
 * Runs blocks one after the other in one bash, as somebody who pastes them would.
 *
 * @param afterEach commands that a user with another environment would type after a block, e.g. another URL
 * @returns one result for each block, and all that was printed on standard error
 */
export async function runInBash(
  blocks: readonly string[],
  options: { folder: string; afterEach: (block: string) => string },
): Promise<{ results: BlockResult[]; errors: string }> {
  const script = blocks.map((block) => `${block}\nprintf '${MARK}%s${MARK}' "$?"\n${options.afterEach(block)}\n`);
  const file = join(options.folder, 'session.sh');
  await writeFile(file, `set -o pipefail\n${script.join('')}`);
  const { PATH } = process.env;
  const environment = { PATH, HOME: options.folder, npm_config_update_notifier: 'false' };
  const { stdout, errors } = await new Promise<{ stdout: string; errors: string }>((resolve) => {
    execFile('bash', [file], { cwd: options.folder, env: environment }, (_error, stdout, errors) => {
      resolve({ stdout, errors });
    });
  });
  const parts = stdout.split(MARK);
  const results = blocks.map((_, index) => ({
    printed: parts[index * 2] ?? '',
    exitCode: Number(parts[index * 2 + 1] ?? Number.NaN),
  }));
  return { results, errors };
}
