import { type Sample, sampleOf, type Window } from './sample.ts';

/** Calls without a pause, so many at a time, until the window is over. A call that rejects ends the measurement. */
export async function callLoop(call: () => Promise<unknown>, { concurrency, durationMs }: Window): Promise<Sample> {
  const durationsMs: number[] = [];
  const startedAt = performance.now();
  const endsAt = startedAt + durationMs;
  const lane = async (): Promise<void> => {
    for (let before = performance.now(); before < endsAt;) {
      await call();
      const after = performance.now();
      durationsMs.push(after - before);
      before = after;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
  return sampleOf(durationsMs, performance.now() - startedAt);
}
