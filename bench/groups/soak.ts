/**
 * Many runs of many scripts, some of them hostile, through Redis and one script worker: what they leave behind in the
 * worker and its children, and whether each was answered as it must be.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { median } from '../measure/sample.ts';
import { linePlot } from '../plot.ts';
import { callAll, storeScripts, type Tally } from '../soak/traffic.ts';
import { type WorkerSample, WorkerWatch } from '../soak/worker-watch.ts';
import { startSeparateServices } from '../subjects/separate-services.ts';
import type { Group, Row } from './group.ts';
import { times } from './rows.ts';

const MIB = 1024 * 1024;
const PARTS = 10;
/** Of the parts of a soak: the first is the warm-up. */
const EARLY = 1;
const LATE = PARTS - 1;
const GROWTH_TARGET = 1.1;
const PROGRESS_INTERVAL_MS = 10_000;

const whole = (value: number): string => Math.round(value).toLocaleString('en-US');
const counts = (record: Readonly<Record<string, number>>): string =>
  Object.entries(record)
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([name, count]) => `${name} ${whole(count)}`)
    .join(', ');

const together = ({ workerBytes, childrenBytes }: WorkerSample): number => workerBytes + childrenBytes;

/** The medians of a figure in the second and in the last tenth of the runs. */
function growth(samples: readonly WorkerSample[], runs: number, of: (sample: WorkerSample) => number) {
  const part = (nth: number): number =>
    median(samples.filter((sample) => Math.floor((sample.runs / runs) * PARTS) === nth).map(of));
  return { early: part(EARLY), late: part(LATE) };
}

function memoryRow(what: string, { early, late }: { early: number; late: number }): Row {
  return {
    what: `${what}, last tenth of the runs`,
    figure: `${whole(late / MIB)} MB`,
    baseline: `second tenth: ${whole(early / MIB)} MB`,
    ratio: times(late / early),
    target: `≤ ${GROWTH_TARGET}`,
    met: late / early <= GROWTH_TARGET,
  };
}

function rowsOf(tally: Tally, samples: readonly WorkerSample[]): Row[] {
  const { answered, hostile, errors, wrong } = tally;
  const last = samples.at(-1);
  if (last === undefined) throw new Error('The worker could not be watched.');
  const seconds = last.atMs / 1000;
  const isolates = growth(samples, answered, (sample) => sample.isolates);
  const informing = { ratio: '', target: '', met: undefined };
  return [
    memoryRow('RSS of worker and children', growth(samples, answered, together)),
    memoryRow(
      'RSS of the worker process',
      growth(samples, answered, ({ workerBytes }) => workerBytes),
    ),
    {
      what: 'answered as they must be',
      figure: `${whole(answered - wrong)} runs`,
      baseline: `${whole(answered)}, ${whole(hostile)} of them hostile`,
      ratio: '',
      target: 'all',
      met: wrong === 0,
    },
    {
      what: 'isolates, last tenth of the runs',
      figure: whole(isolates.late),
      baseline: `second tenth: ${whole(isolates.early)}`,
      ...informing,
    },
    { what: 'runs a second', figure: whole(answered / seconds), baseline: `${whole(seconds)} s in all`, ...informing },
    { what: 'children that ended, by reason', figure: counts(last.ended), baseline: '', ...informing },
    { what: 'errors, by code', figure: counts(errors), baseline: '', ...informing },
  ];
}

function plotOf(samples: readonly WorkerSample[]): string {
  const series = (name: string, of: (sample: WorkerSample) => number) => ({ name, values: samples.map(of) });
  const byName = (of: (sample: WorkerSample) => Readonly<Record<string, number>>) =>
    Object.keys(of(samples.at(-1) ?? EMPTY_SAMPLE))
      .toSorted()
      .map((name) => series(name, (sample) => of(sample)[name] ?? 0));
  return linePlot(
    samples.map(({ atMs }) => atMs / 60_000),
    [
      {
        title: 'Resident memory, MB',
        series: [
          series('worker and children', (sample) => together(sample) / MIB),
          series('children', ({ childrenBytes }) => childrenBytes / MIB),
          series('worker', ({ workerBytes }) => workerBytes / MIB),
          series('heap of the worker', ({ heapBytes }) => heapBytes / MIB),
        ],
      },
      {
        title: 'Isolates and children',
        series: [series('isolates', ({ isolates }) => isolates), series('children', ({ children }) => children)],
      },
      { title: 'Children that ended, by reason', series: byName(({ ended }) => ended) },
      { title: 'Errors, by code', series: byName(({ errors }) => errors) },
    ],
    'minutes',
  );
}

const EMPTY_SAMPLE: WorkerSample = {
  atMs: 0,
  runs: 0,
  workerBytes: 0,
  heapBytes: 0,
  childrenBytes: 0,
  children: 0,
  isolates: 0,
  ended: {},
  errors: {},
};

export const soak: Group = async ({ plan, resources, nodeOptions, soakRuns }) => {
  // Of its own: what other groups left in a worker would be measured as well.
  const services = await startSeparateServices(resources, nodeOptions);
  await storeScripts(services);
  const tally: Tally = { answered: 0, hostile: 0, errors: {}, wrong: 0, wrongOnes: [] };
  using watch = new WorkerWatch(services.worker, () => ({ runs: tally.answered, errors: tally.errors }));
  using stack = new DisposableStack();
  const timer = setInterval(() => {
    plan.progress(`soak: ${whole(tally.answered)} of ${whole(soakRuns)} runs, ${tally.wrong} answered wrongly`);
  }, PROGRESS_INTERVAL_MS);
  stack.defer(() => {
    clearInterval(timer);
  });
  await callAll(services, soakRuns, tally);
  await delay(PROGRESS_INTERVAL_MS / 10);
  for (const wrong of tally.wrongOnes) plan.progress(wrong);
  return { rows: rowsOf(tally, watch.samples), plots: { 'soak.svg': plotOf(watch.samples) } };
};
