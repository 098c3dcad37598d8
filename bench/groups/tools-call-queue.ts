/** The same call through Redis and a worker process, against what such a way costs at the least. */
import { measureInterleaved } from '../measure/interleaved.ts';
import { callTarget, httpSubject } from '../subjects/product.ts';
import { SubjectProcess } from '../subjects/subject-process.ts';
import type { Group } from './group.ts';
import { milliseconds, perSecond, times } from './rows.ts';
import { startSandbox } from './tools-call.ts';

const P50_TARGET = 2;
const LOADED = { inFlight: 50, targetPerSecond: 400 };

export const toolsCallQueue: Group = async ({ plan, resources, separateServices }) => {
  const product = await separateServices();
  const redis = { port: product.redisPort };
  resources.use(await SubjectProcess.start('plain-queue-worker', redis));
  const caller = resources.use(await SubjectProcess.start('plain-queue-caller', redis));
  const sandbox = resources.use(await startSandbox());
  const throughRedis = httpSubject('Toolrack, through Redis', await callTarget(product, 'stateless'));
  const subjects = [
    throughRedis,
    { name: 'plain BullMQ', measure: caller.measure.bind(caller) },
    { name: 'SandboxPool', measure: sandbox.measure.bind(sandbox) },
  ];
  const [single, queue, alone] = await measureInterleaved(subjects, 1, plan);
  const [loaded] = await measureInterleaved([throughRedis], LOADED.inFlight, plan);
  if (single === undefined || queue === undefined || alone === undefined || loaded === undefined) {
    throw new Error('Something was not measured.');
  }
  const ratio = single.p50Ms / (queue.p50Ms + alone.p50Ms);
  const rows = [
    {
      what: 'tools/call through Redis, 1 in flight: p50',
      figure: milliseconds(single.p50Ms),
      baseline: `plain BullMQ ${milliseconds(queue.p50Ms)} + SandboxPool ${milliseconds(alone.p50Ms)}`,
      ratio: times(ratio),
      target: `≤ ${P50_TARGET}`,
      met: ratio <= P50_TARGET,
    },
    {
      what: `tools/call through Redis, ${LOADED.inFlight} in flight`,
      figure: perSecond(loaded),
      baseline: `p50 ${milliseconds(loaded.p50Ms)}, p99 ${milliseconds(loaded.p99Ms)}`,
      ratio: '',
      target: `≥ ${LOADED.targetPerSecond}/s`,
      met: loaded.perSecond >= LOADED.targetPerSecond,
    },
  ];
  return { rows };
};
