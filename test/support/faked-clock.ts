/** The clock of a process that a test sets while it runs. Clocks that only go on (`performance.now()`, timers) stay real. */
import { globSync } from 'node:fs';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const LIBRARY = '/usr/lib/{*/faketime,faketime,*}/libfaketime.so.1';

export class FakedClock {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** @param offset as libfaketime takes it, e.g. `+1h` */
  static async start(offset = '+0'): Promise<FakedClock> {
    const clock = new FakedClock(await mkdtemp(join(tmpdir(), 'toolrack-clock-')));
    await clock.set(offset);
    return clock;
  }

  get #file(): string {
    return join(this.#folder, 'offset');
  }

  /** For the process that is to go by it. */
  get environment(): Record<string, string> {
    const [library] = globSync(LIBRARY);
    if (library === undefined) throw new Error('libfaketime is not installed (Debian: apt-get install faketime).');
    return {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: this.#file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    };
  }

  /** From now on the clock is as far from the real one. */
  async set(offset: string): Promise<void> {
    await writeFile(`${this.#file}.new`, `${offset}\n`);
    await rename(`${this.#file}.new`, this.#file);
  }

  async stop(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}
