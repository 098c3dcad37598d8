/**
 * Where the time of a call goes: what the client waited, beside what the report of the run says of each phase. The call
 * is the REST trial of a stored tool, whose answer carries the report of its run, so that both belong to the same call.
 */
import { z } from 'zod';
import { ARGUMENTS, CALLED_TOOL, NAMESPACE } from '../fixtures.ts';
import { timedCalls, type TimedAnswer } from '../measure/call-loop.ts';
import { HttpClient } from '../measure/http-client.ts';
import type { HttpRequest } from '../measure/http-load.ts';
import { median, quantile } from '../measure/sample.ts';
import { type BenchProduct, toolNamed } from '../subjects/product.ts';
import type { Group, GroupContext, Row } from './group.ts';
import { milliseconds, times } from './rows.ts';

const IN_FLIGHT = [1, 50];

const phasesSchema = z.object({
  queuedMs: z.number(),
  preparedMs: z.number(),
  ranMs: z.number(),
  answeredMs: z.number(),
});
type Phases = z.infer<typeof phasesSchema>;
const trialSchema = z.object({ isError: z.literal(false), run: z.object({ phases: phasesSchema }) });
/** Arguments that do not fit end a call where it would have been handed over. */
const refusalSchema = z.object({ isError: z.literal(true), run: z.undefined().optional() });

interface Way {
  name: string;
  call: () => Promise<Phases>;
  refusedCall: () => Promise<unknown>;
  calls: TimedAnswer<Phases>[];
  refusals: TimedAnswer<unknown>[];
}

async function way(name: string, { product, client }: { product: BenchProduct; client: HttpClient }): Promise<Way> {
  const id = await toolNamed(product, NAMESPACE, CALLED_TOOL);
  const trial = (args: object): HttpRequest => ({
    url: new URL(`/aisvc/api/v1/mcp-tools/${id}/call?nsfilter=${NAMESPACE}`, product.url).href,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${product.token}` },
    body: JSON.stringify({ arguments: args }),
  });
  const call = trial(ARGUMENTS);
  const refused = trial({ ...ARGUMENTS, limit: 0 });
  return {
    name,
    call: async () => trialSchema.parse(JSON.parse(await client.send(call))).run.phases,
    refusedCall: async () => refusalSchema.parse(JSON.parse(await client.send(refused))),
    calls: [],
    refusals: [],
  };
}

/** Calls and refused calls of every way in turns, a window each; the answers are kept. */
async function measureInTurns(
  ways: readonly Way[],
  concurrency: number,
  { warmUpMs, windowMs, repetitions, progress }: GroupContext['plan'],
): Promise<void> {
  for (const { name, call, refusedCall } of ways) {
    progress(`phases ${name}, ${concurrency} in flight: warm-up`);
    await timedCalls(call, { concurrency, durationMs: warmUpMs });
    await timedCalls(refusedCall, { concurrency, durationMs: warmUpMs / 2 });
  }
  for (let repetition = 1; repetition <= repetitions; repetition++) {
    for (const { name, call, refusedCall, calls, refusals } of ways) {
      progress(`phases ${name}, ${concurrency} in flight: ${repetition} of ${repetitions}`);
      calls.push(...(await timedCalls(call, { concurrency, durationMs: windowMs })));
      refusals.push(...(await timedCalls(refusedCall, { concurrency, durationMs: windowMs / 2 })));
    }
  }
}

function rowsOf({ name, calls, refusals }: Way, concurrency: number): Row[] {
  const whole = calls.map(({ durationMs }) => durationMs);
  const wholeMs = median(whole);
  const row = (what: string, valuesMs: readonly number[]): Row => ({
    what: `${name}, ${concurrency} in flight: ${what}`,
    figure: `${milliseconds(median(valuesMs))}, p99 ${milliseconds(quantile(valuesMs, 0.99))}`,
    baseline: `whole call: ${milliseconds(wholeMs)}`,
    ratio: times(median(valuesMs) / wholeMs),
    target: '',
    met: undefined,
  });
  const phase = (of: (phases: Phases) => number): number[] => calls.map(({ answer }) => of(answer));
  return [
    { ...row('whole call', whole), baseline: '', ratio: '' },
    row(
      'call that is refused for its arguments',
      refusals.map(({ durationMs }) => durationMs),
    ),
    row(
      'queued',
      phase(({ queuedMs }) => queuedMs),
    ),
    row(
      'prepared',
      phase(({ preparedMs }) => preparedMs),
    ),
    row(
      'ran',
      phase(({ ranMs }) => ranMs),
    ),
    row(
      'answered',
      phase(({ answeredMs }) => answeredMs),
    ),
    row(
      'the rest',
      calls.map(
        ({ durationMs, answer: { queuedMs, preparedMs, ranMs, answeredMs } }) =>
          durationMs - queuedMs - preparedMs - ranMs - answeredMs,
      ),
    ),
  ];
}

export const phases: Group = async ({ plan, resources, localProduct, separateServices }) => {
  const rows: Row[] = [];
  for (const concurrency of IN_FLIGHT) {
    const client = resources.use(new HttpClient(concurrency));
    const ways = [
      await way('inline', { product: await localProduct(), client }),
      await way('through Redis', { product: await separateServices(), client }),
    ];
    await measureInTurns(ways, concurrency, plan);
    rows.push(...ways.flatMap((measured) => rowsOf(measured, concurrency)));
  }
  return { rows };
};
