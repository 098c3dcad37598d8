/**
 * Measures the product against its targets: `node bench/main.ts [--quick] [--only <group>] [--write]`, on the build. Each
 * subject is a process of its own, the load is bounded in time and goes to the loopback interface only. What is
 * measured, and why so, is said in docs/benchmarks.md.
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { catalog } from './groups/catalog.ts';
import { cold } from './groups/cold.ts';
import { fairness } from './groups/fairness.ts';
import type { Group, GroupContext, Report } from './groups/group.ts';
import { load } from './groups/load.ts';
import { phases } from './groups/phases.ts';
import { soak } from './groups/soak.ts';
import { systemTool } from './groups/system-tool.ts';
import { toolsCall } from './groups/tools-call.ts';
import { toolsCallQueue } from './groups/tools-call-queue.ts';
import { toolsList } from './groups/tools-list.ts';
import { machine, table, writeFigures } from './report.ts';
import { startLocalProduct } from './subjects/local-product.ts';
import { withFixtures } from './subjects/product.ts';
import { startSeparateServices } from './subjects/separate-services.ts';

const GROUPS: Readonly<Record<string, Group>> = {
  list: toolsList,
  call: toolsCall,
  queue: toolsCallQueue,
  phases,
  load,
  cold,
  fairness,
  catalog,
  system: systemTool,
  soak,
};
/** Takes longer than all others together. */
const ONLY_WHEN_NAMED = ['soak'];
const FULL = { warmUpMs: 1_500, windowMs: 2_000, repetitions: 5 };
const QUICK = { warmUpMs: 1_000, windowMs: 1_000, repetitions: 3 };
/** Nothing takes so long; whatever hangs is ended. */
const TOTAL_TIMEOUT_MS = 45 * 60_000;
const DOCUMENTS = new URL('../docs/', import.meta.url);

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: {
      type: 'string',
      multiple: true,
      default: Object.keys(GROUPS).filter((name) => !ONLY_WHEN_NAMED.includes(name)),
    },
    runs: { type: 'string' },
    write: { type: 'boolean', default: false },
    'cpu-prof': { type: 'string' },
  },
});

function soakRuns(): number {
  const runs = Number(values.runs ?? (values.quick ? 5_000 : 100_000));
  if (!Number.isInteger(runs) || runs < 100 || runs > 10_000_000) {
    throw new Error('--runs takes a whole number from 100 to 10000000.');
  }
  return runs;
}

function groupNamed(name: string): Group {
  const group = GROUPS[name];
  if (group === undefined) throw new Error(`--only takes ${Object.keys(GROUPS).join(', ')}.`);
  return group;
}

async function measureGroup(group: Group, { resources: all, ...context }: GroupContext): Promise<Report> {
  await using resources = new AsyncDisposableStack();
  // An interruption ends them without waiting for the group.
  all.use(resources);
  return await group({ ...context, resources });
}

function contextOf(resources: AsyncDisposableStack): GroupContext {
  const folder = values['cpu-prof'];
  const nodeOptions = folder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}`, '--cpu-prof-interval=500'];
  let local: ReturnType<GroupContext['localProduct']> | undefined;
  let separate: ReturnType<GroupContext['separateServices']> | undefined;
  return {
    plan: {
      ...(values.quick ? QUICK : FULL),
      progress: (text) => {
        process.stderr.write(`${text}\n`);
      },
    },
    resources,
    nodeOptions,
    localProduct: () => (local ??= startLocalProduct(resources, nodeOptions)),
    separateServices: () =>
      (separate ??= startSeparateServices(resources, nodeOptions).then(async (services) => {
        await withFixtures(services);
        return services;
      })),
    soakRuns: soakRuns(),
  };
}

/** Prints the figures of a group, and keeps them in the document when that is asked for. */
async function report(name: string, { rows, plots = {} }: Report): Promise<void> {
  const command = `node bench/main.ts ${process.argv.slice(2).join(' ')}`.trim();
  const figures = `\`${command}\` on ${machine()}:\n\n${table(rows)}`;
  console.log(`\n${name}: ${figures}\n`);
  if (!values.write) return;
  for (const [file, svg] of Object.entries(plots)) await writeFile(new URL(file, DOCUMENTS), svg);
  const shown = Object.keys(plots).map((file) => `\n\n![Plot of ${name}](${file})`);
  await writeFigures(new URL('benchmarks.md', DOCUMENTS), { group: name, figures: figures + shown.join('') });
}

/** Rejects on a signal and when the time is over, so that what was started is ended on the way out. */
function interruption(): Promise<never> {
  return new Promise((_, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        reject(new Error(`Ended by ${signal}.`));
      });
    }
    setTimeout(() => {
      reject(new Error('The benchmarks took too long.'));
    }, TOTAL_TIMEOUT_MS).unref();
  });
}

async function main(): Promise<void> {
  const groups = values.only.map((name) => ({ name, group: groupNamed(name) }));
  await using resources = new AsyncDisposableStack();
  const context = contextOf(resources);
  const interrupted = interruption();
  for (const { name, group } of groups) {
    await report(name, await Promise.race([measureGroup(group, context), interrupted]));
  }
}

await main();
