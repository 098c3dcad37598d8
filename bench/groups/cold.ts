/** First runs, in `SandboxPool` alone: of a script, after a kill, and of what a script can use. */
import { z } from 'zod';
import { RunConfig } from '#libs/config';
import { median } from '../measure/sample.ts';
import { type ColdTimes, coldTimesSchema } from '../subjects/sandbox-cold.ts';
import { SubjectProcess } from '../subjects/subject-process.ts';
import type { Group, Row } from './group.ts';
import { milliseconds, times } from './rows.ts';
import { FEATURE_SCRIPTS, PLAIN_SCRIPT } from './script-features.ts';

const ROUNDS_PER_WINDOW = 6;
const KILLS_PER_WINDOW = 6;
const KILL_TARGET_MS = 20;

const medians = ({ firstMs, warmMs, inARowMs }: ColdTimes): string =>
  `first ${milliseconds(median(firstMs))}, warm ${milliseconds(median(warmMs))}, in a row ${milliseconds(median(inARowMs))}`;

function startRow(what: string, firstMs: readonly number[], { warmMs }: ColdTimes): Row {
  return {
    what,
    figure: milliseconds(median(firstMs)),
    baseline: `warm: ${milliseconds(median(warmMs))}`,
    ratio: times(median(firstMs) / median(warmMs)),
    target: '',
    met: undefined,
  };
}

function featureRow(name: string, { used, plain }: { used: ColdTimes; plain: ColdTimes }): Row {
  const ratio = (of: (measured: ColdTimes) => number[]): string => times(median(of(used)) / median(of(plain)));
  return {
    what: `a script that uses ${name}`,
    figure: medians(used),
    baseline: medians(plain),
    ratio: [ratio(({ firstMs }) => firstMs), ratio(({ warmMs }) => warmMs), ratio(({ inARowMs }) => inARowMs)].join(
      ' / ',
    ),
    target: '',
    met: undefined,
  };
}

const killRow = (what: string, valueMs: number): Row => ({
  what,
  figure: milliseconds(valueMs),
  baseline: '',
  ratio: '',
  target: `< ${KILL_TARGET_MS} ms`,
  met: valueMs < KILL_TARGET_MS,
});

export const cold: Group = async ({ plan, resources }) => {
  const { minChildren, maxChildren } = new RunConfig({});
  const scripts = resources.use(await SubjectProcess.start('sandbox-cold', { minChildren, maxChildren }));
  const measured = FEATURE_SCRIPTS.map((): ColdTimes[] => []);
  const plains: ColdTimes[] = [];
  for (let repetition = 1; repetition <= plan.repetitions; repetition++) {
    plan.progress(`first runs of scripts: ${repetition} of ${plan.repetitions}`);
    const question = {
      sources: [PLAIN_SCRIPT, ...FEATURE_SCRIPTS.map(({ source }) => source)],
      rounds: ROUNDS_PER_WINDOW,
    };
    const [plain, ...features] = await scripts.ask(question, z.array(coldTimesSchema));
    if (plain !== undefined) plains.push(plain);
    for (const [index, feature] of features.entries()) measured[index]?.push(feature);
  }
  const killing = resources.use(await SubjectProcess.start('sandbox-kill', {}));
  const kills = KILLS_PER_WINDOW * plan.repetitions;
  plan.progress(`runs after a kill: ${kills}`);
  const nextMs = await killing.ask({ kills }, z.array(z.number()));
  const plain = together(plains);
  return {
    rows: [
      startRow('first run of a script', plain.firstMs, plain),
      startRow('first run of a script, right behind another run', plain.atOnceMs, plain),
      killRow(`run after one that was killed: median of ${kills}`, median(nextMs)),
      killRow(`run after one that was killed: worst of ${kills}`, Math.max(...nextMs)),
      ...FEATURE_SCRIPTS.map(({ name }, index) => featureRow(name, { used: together(measured[index] ?? []), plain })),
    ],
  };
};

function together(parts: readonly ColdTimes[]): ColdTimes {
  return {
    firstMs: parts.flatMap(({ firstMs }) => firstMs),
    atOnceMs: parts.flatMap(({ atOnceMs }) => atOnceMs),
    warmMs: parts.flatMap(({ warmMs }) => warmMs),
    inARowMs: parts.flatMap(({ inARowMs }) => inARowMs),
  };
}
