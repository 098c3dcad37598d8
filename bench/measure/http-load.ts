/**
 * HTTP load from autocannon. It is given an amount of requests and not a duration, at the end of which it would cut its
 * connections: the product would take that for callers who went away, end their runs, and with them children that the
 * next window would miss.
 */
import autocannon from 'autocannon';
import { processCpuMs } from './process-cpu.ts';
import { type Sample, sampleOf, type Window } from './sample.ts';

/** A request that is sent again and again. */
export interface HttpRequest {
  url: string;
  /** POST unless it is said. */
  method?: 'GET' | 'POST';
  headers: Record<string, string>;
  body?: string;
}

export interface HttpTarget {
  request: HttpRequest;
  /** The process that answers. */
  pid: number;
  /** How a right answer begins; left out for large ones, which the generator would have to put together. */
  expectedStart?: string | undefined;
}

/** What came while every connection was in use. */
interface Load {
  durationsMs: number[];
  elapsedMs: number;
  /** CPU time of the answering process; undefined where unknown. */
  cpuMs: number | undefined;
}

/** How often autocannon looks whether it is done. */
const SAMPLE_INTERVAL_MS = 20;
/** Requests from which it is told how many fill a window: so many in all, and so many on each connection. */
const PROBE = { requests: 20, onEach: 3 };

/** Sends requests over as many connections as the window says. @throws Error for any answer that is not the right one */
export async function httpLoad(target: HttpTarget, { concurrency, durationMs }: Window): Promise<Sample> {
  const onEachForProbe = Math.max(PROBE.onEach, Math.ceil(PROBE.requests / concurrency));
  const probe = await send(target, concurrency, onEachForProbe);
  const perMs = probe.durationsMs.length / probe.elapsedMs;
  const onEach = Math.ceil((perMs * Math.max(0, durationMs - probe.elapsedMs)) / concurrency);
  const load = onEach > onEachForProbe ? await send(target, concurrency, onEach) : probe;
  const sample = sampleOf(load.durationsMs, load.elapsedMs);
  return load.cpuMs === undefined ? sample : { ...sample, cpuMs: load.cpuMs / load.durationsMs.length };
}

/** Sends as many requests on each connection; what is answered after the first connection was through is not counted. */
async function send({ request, pid, expectedStart }: HttpTarget, connections: number, onEach: number): Promise<Load> {
  const durationsMs: number[] = [];
  const answersOf = new Map<unknown, number>();
  const cpuBefore = processCpuMs(pid);
  const startedAt = performance.now();
  let load: Load | undefined;
  const run = autocannon({
    method: 'POST',
    ...request,
    connections,
    amount: connections * onEach,
    sampleInt: SAMPLE_INTERVAL_MS,
    ...(expectedStart === undefined ? {} : { verifyBody: (body) => body.startsWith(expectedStart) }),
  });
  run.on('response', (...[connection, , , milliseconds]) => {
    if (load !== undefined) return;
    durationsMs.push(milliseconds);
    const answers = (answersOf.get(connection) ?? 0) + 1;
    answersOf.set(connection, answers);
    if (answers < onEach) return;
    const cpuAfter = processCpuMs(pid);
    const cpuMs = cpuBefore === undefined || cpuAfter === undefined ? undefined : cpuAfter - cpuBefore;
    load = { durationsMs, elapsedMs: performance.now() - startedAt, cpuMs };
  });
  const { errors, non2xx, mismatches } = await run;
  if (errors + non2xx + mismatches > 0) {
    throw new Error(`${request.url}: ${errors} errors, ${non2xx} wrong statuses, ${mismatches} wrong bodies.`);
  }
  if (load === undefined) throw new Error(`${request.url}: no connection was through.`);
  return load;
}
