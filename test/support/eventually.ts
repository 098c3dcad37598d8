import { setTimeout as delay } from 'node:timers/promises';

const TIMEOUT_MS = 30_000;
const POLL_MS = 50;

/** Asks again and again until the answer is not undefined or false, and gives it. @throws Error after 30 s */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | undefined | false>,
): Promise<Exclude<T, undefined | false>> {
  const until = Date.now() + TIMEOUT_MS;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer as Exclude<T, undefined | false>;
    if (Date.now() > until) throw new Error(`Waited in vain: ${what}`);
    await delay(POLL_MS);
  }
}
