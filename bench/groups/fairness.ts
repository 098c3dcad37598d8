/** What a namespace with few calls notices of another that floods the same product. */
import { setTimeout as delay } from 'node:timers/promises';
import { HttpClient } from '../measure/http-client.ts';
import type { HttpRequest } from '../measure/http-load.ts';
import type { Plan } from '../measure/interleaved.ts';
import { median, quantile, type Sample, sampleSchema } from '../measure/sample.ts';
import { callRequest, sendOnce, withToken } from '../mcp-request.ts';
import type { FloodQuestion } from '../subjects/flood.ts';
import { type BenchProduct, fill, mcpUrl, startOfAnswer } from '../subjects/product.ts';
import { SubjectProcess } from '../subjects/subject-process.ts';
import type { Group, Row } from './group.ts';
import { milliseconds, times } from './rows.ts';

const BUSY_MS = 20;
const SLEEP_MS = 100;
const QUIET = 'bench_quiet';
const LOUD = 'bench_loud';
const IN_FLIGHT = 200;
/** Of the one caller in the quiet namespace, between its calls. */
const PAUSE_MS = 5;
/** Until the flood has filled whatever it can fill. */
const LEAD_MS = 1_000;
/** Windows are longer than elsewhere: the quiet caller makes few calls, and its p99 is asked for. */
const WINDOWS = 2;

const SCRIPT_TYPE = 'bench_fairness';
const SOURCE = `function quick(input) {
  return { done: true };
}

function busy(input) {
  const until = Date.now() + ${BUSY_MS};
  while (Date.now() < until);
  return { done: true };
}

async function sleepy(input) {
  await new Promise((resolve) => setTimeout(resolve, ${SLEEP_MS}));
  return { done: true };
}
`;

const CONTENTS = {
  items: [{ _name: 'Fairness', _userType: SCRIPT_TYPE, _itemClass: 'Script', _version: { _userData: SOURCE } }],
  tools: ['quick', 'busy', 'sleepy'].map((name) => ({
    _name: name,
    _description: `Calls ${name}.`,
    _schema: { type: 'object' },
    _script: { _userType: SCRIPT_TYPE, _scriptName: name },
  })),
};

const FLOODS = [
  { tool: 'busy', name: `${IN_FLIGHT} calls of ${BUSY_MS} ms of CPU`, idealMs: BUSY_MS },
  { tool: 'sleepy', name: `${IN_FLIGHT} calls that sleep ${SLEEP_MS} ms`, idealMs: 0 },
];

/** What was measured of the quiet caller beside one flood. */
interface Beside {
  durationsMs: number[];
  floods: Sample[];
}

interface Way {
  name: string;
  quiet: HttpRequest;
  floods: Pick<FloodQuestion, 'request' | 'expectedStart'>[];
  alone: number[];
  beside: Beside[];
}

async function way(name: string, product: BenchProduct): Promise<Way> {
  for (const namespace of [QUIET, LOUD]) await fill(product, namespace, CONTENTS);
  const request = (namespace: string, tool: string): HttpRequest =>
    withToken(callRequest(mcpUrl(product, namespace), 'stateless', { name: tool, arguments: {} }), product.token);
  const floods = [];
  for (const { tool } of FLOODS) {
    const call = request(LOUD, tool);
    const { text } = await sendOnce(call);
    floods.push({ request: call, expectedStart: startOfAnswer(text) });
  }
  return {
    name,
    quiet: request(QUIET, 'quick'),
    floods,
    alone: [],
    beside: floods.map(() => ({ durationsMs: [], floods: [] })),
  };
}

async function quietCalls(client: HttpClient, call: HttpRequest, durationMs: number): Promise<number[]> {
  const durationsMs: number[] = [];
  const endsAt = performance.now() + durationMs;
  while (performance.now() < endsAt) {
    const startedAt = performance.now();
    const body = await client.send(call);
    durationsMs.push(performance.now() - startedAt);
    if (!body.includes('"done":true')) throw new Error(`The quiet call failed: ${body}`);
    await delay(PAUSE_MS);
  }
  return durationsMs;
}

async function measure(measured: Way, { flood, windowMs }: { flood: SubjectProcess; windowMs: number }): Promise<void> {
  await using client = new HttpClient(1);
  const window = { concurrency: IN_FLIGHT, durationMs: LEAD_MS + windowMs };
  measured.alone.push(...(await quietCalls(client, measured.quiet, windowMs)));
  for (const [index, beside] of measured.beside.entries()) {
    const call = measured.floods[index];
    if (call === undefined) throw new Error('Each flood has a call.');
    const [durationsMs, sample] = await Promise.all([
      delay(LEAD_MS).then(() => quietCalls(client, measured.quiet, windowMs)),
      flood.ask({ ...call, window }, sampleSchema),
    ]);
    beside.durationsMs.push(...durationsMs);
    beside.floods.push(sample);
  }
}

async function measureInTurns(ways: readonly Way[], flood: SubjectProcess, plan: Plan): Promise<void> {
  const windowMs = plan.windowMs * WINDOWS;
  for (const { name, quiet } of ways) {
    plan.progress(`quiet namespace ${name}: warm-up`);
    await using client = new HttpClient(1);
    await quietCalls(client, quiet, plan.warmUpMs);
  }
  for (let repetition = 1; repetition <= plan.repetitions; repetition++) {
    for (const measured of ways) {
      plan.progress(`quiet namespace ${measured.name}, alone and beside floods: ${repetition} of ${plan.repetitions}`);
      await measure(measured, { flood, windowMs });
    }
  }
}

function rowsOf({ name, alone, beside }: Way): Row[] {
  return beside.flatMap(({ durationsMs, floods }, index) => {
    const { name: floodName = '', idealMs = 0 } = FLOODS[index] ?? {};
    const perSecond = Math.round(median(floods.map((sample) => sample.perSecond)));
    const row = (figure: string, part: number): Row => {
      const [besideMs, aloneMs] = [quantile(durationsMs, part), quantile(alone, part)];
      return {
        what: `${name}, beside ${floodName}: ${figure}`,
        figure: `${milliseconds(besideMs)} (flood: ${perSecond}/s)`,
        baseline: `alone: ${milliseconds(aloneMs)}; ideal: ≤ ${milliseconds(aloneMs + idealMs)}`,
        ratio: times(besideMs / aloneMs),
        target: '',
        met: undefined,
      };
    };
    return [row('p50', 0.5), row('p99', 0.99)];
  });
}

export const fairness: Group = async ({ plan, resources, localProduct, separateServices }) => {
  const ways = [await way('inline', await localProduct()), await way('through Redis', await separateServices())];
  const flood = resources.use(await SubjectProcess.start('flood', {}));
  await measureInTurns(ways, flood, plan);
  return { rows: ways.flatMap(rowsOf) };
};
