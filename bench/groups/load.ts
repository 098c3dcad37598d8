/** `tools/call` of the trivial script from one call at a time to two hundred, on both ways, against the sandbox alone. */
import { measureInterleaved } from '../measure/interleaved.ts';
import type { Sample } from '../measure/sample.ts';
import { callTarget, httpSubject } from '../subjects/product.ts';
import type { Group, Row } from './group.ts';
import { milliseconds, perSecond, times } from './rows.ts';
import { startSandbox } from './tools-call.ts';

const IN_FLIGHT = [1, 10, 50, 200];
const INLINE_TARGET = { inFlight: 1, p50Ms: 2.5 };
const REDIS_TARGET = { inFlight: 50, perSecond: 400 };

const withLatency = (sample: Sample): string =>
  `${perSecond(sample)}, p50 ${milliseconds(sample.p50Ms)}, p99 ${milliseconds(sample.p99Ms)}`;

function row(what: string, { figure, baseline }: { figure: Sample; baseline: Sample }): Row {
  return {
    what,
    figure: withLatency(figure),
    baseline: `SandboxPool: ${withLatency(baseline)}`,
    ratio: times(figure.perSecond / baseline.perSecond),
    target: '',
    met: undefined,
  };
}

export const load: Group = async ({ plan, resources, localProduct, separateServices }) => {
  const inlineTarget = await callTarget(await localProduct(), 'stateless');
  const redisTarget = await callTarget(await separateServices(), 'stateless');
  const sandbox = resources.use(await startSandbox());
  const subjects = [
    httpSubject('Toolrack, inline', inlineTarget),
    httpSubject('Toolrack, through Redis', redisTarget),
    { name: 'SandboxPool', measure: sandbox.measure.bind(sandbox) },
  ];
  const rows: Row[] = [];
  for (const inFlight of IN_FLIGHT) {
    const [inline, redis, baseline] = await measureInterleaved(subjects, inFlight, plan);
    if (inline === undefined || redis === undefined || baseline === undefined) {
      throw new Error('Something was not measured.');
    }
    const inlineRow = row(`inline, ${inFlight} in flight`, { figure: inline, baseline });
    if (inFlight === INLINE_TARGET.inFlight) {
      inlineRow.target = `p50 ≤ ${INLINE_TARGET.p50Ms} ms`;
      inlineRow.met = inline.p50Ms <= INLINE_TARGET.p50Ms;
    }
    const redisRow = row(`through Redis, ${inFlight} in flight`, { figure: redis, baseline });
    if (inFlight === REDIS_TARGET.inFlight) {
      redisRow.target = `≥ ${REDIS_TARGET.perSecond}/s`;
      redisRow.met = redis.perSecond >= REDIS_TARGET.perSecond;
    }
    rows.push(inlineRow, redisRow);
  }
  return { rows };
};
