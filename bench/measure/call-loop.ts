import { type Sample, sampleOf, type Window } from './sample.ts';

/** One answer, and what it took to come. */
export interface TimedAnswer<T> {
  answer: T;
  durationMs: number;
}

/** Calls without a pause, so many at a time, until the window is over. A call that rejects ends the measurement. */
export async function timedCalls<T>(
  call: () => Promise<T>,
  { concurrency, durationMs }: Window,
): Promise<TimedAnswer<T>[]> {
  const answers: TimedAnswer<T>[] = [];
  const endsAt = performance.now() + durationMs;
  const lane = async (): Promise<void> => {
    for (let before = performance.now(); before < endsAt;) {
      const answer = await call();
      const after = performance.now();
      answers.push({ answer, durationMs: after - before });
      before = after;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
  return answers;
}

/** The same, as a sample. */
export async function callLoop(call: () => Promise<unknown>, window: Window): Promise<Sample> {
  const startedAt = performance.now();
  const answers = await timedCalls(call, window);
  return sampleOf(
    answers.map(({ durationMs }) => durationMs),
    performance.now() - startedAt,
  );
}
