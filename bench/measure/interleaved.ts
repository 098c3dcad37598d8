/**
 * Measures several subjects so that their ratios mean something on a machine that is never quite the same: each gets a
 * warm-up, then they take turns, a window each, and the median of a subject's windows is its figure.
 */
import { medianSample, type Sample, type Window } from './sample.ts';

/** Something that answers calls. */
export interface Subject {
  name: string;
  measure(window: Window): Promise<Sample>;
}

/** How long and how often is measured; times in milliseconds. */
export interface Plan {
  warmUpMs: number;
  windowMs: number;
  /** Odd, so that a median is one of the samples. */
  repetitions: number;
  /** Told of each window before it begins. */
  progress: (text: string) => void;
}

/** The median sample of each subject, in the order of the subjects. */
export async function measureInterleaved(
  subjects: readonly Subject[],
  concurrency: number,
  { warmUpMs, windowMs, repetitions, progress }: Plan,
): Promise<Sample[]> {
  for (const subject of subjects) {
    progress(`${subject.name}, ${concurrency} in flight: warm-up`);
    await subject.measure({ concurrency, durationMs: warmUpMs });
  }
  const samples = subjects.map((): Sample[] => []);
  for (let repetition = 1; repetition <= repetitions; repetition++) {
    for (const [index, subject] of subjects.entries()) {
      progress(`${subject.name}, ${concurrency} in flight: ${repetition} of ${repetitions}`);
      samples[index]?.push(await subject.measure({ concurrency, durationMs: windowMs }));
    }
  }
  return samples.map(medianSample);
}
