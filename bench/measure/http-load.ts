import autocannon from 'autocannon';
import { processCpuMs } from './process-cpu.ts';
import { type Sample, sampleOf, type Window } from './sample.ts';

/** A request that is sent again and again. */
export interface HttpRequest {
  url: string;
  headers: Record<string, string>;
  body: string;
}

export interface HttpTarget {
  request: HttpRequest;
  /** The process that answers. */
  pid: number;
  /** How a right answer begins; left out for large ones, which the generator would have to put together. */
  expectedStart?: string | undefined;
}

const SAMPLE_INTERVAL_MS = 50;

/** Sends requests over as many connections as the window says. @throws Error for any answer that is not the right one */
export async function httpLoad(target: HttpTarget, { concurrency, durationMs }: Window): Promise<Sample> {
  const { request, pid, expectedStart } = target;
  const durationsMs: number[] = [];
  const cpuBefore = processCpuMs(pid);
  const startedAt = performance.now();
  const run = autocannon({
    ...request,
    method: 'POST',
    connections: concurrency,
    duration: durationMs / 1000,
    sampleInt: SAMPLE_INTERVAL_MS,
    ...(expectedStart === undefined ? {} : { verifyBody: (body) => body.startsWith(expectedStart) }),
  });
  run.on('response', (...[, , , milliseconds]) => {
    durationsMs.push(milliseconds);
  });
  const { errors, non2xx, mismatches } = await run;
  const elapsedMs = performance.now() - startedAt;
  const cpuAfter = processCpuMs(pid);
  if (errors + non2xx + mismatches > 0) {
    throw new Error(`${request.url}: ${errors} errors, ${non2xx} wrong statuses, ${mismatches} wrong bodies.`);
  }
  const sample = sampleOf(durationsMs, elapsedMs);
  if (cpuBefore === undefined || cpuAfter === undefined) return sample;
  return { ...sample, cpuMs: (cpuAfter - cpuBefore) / durationsMs.length };
}
