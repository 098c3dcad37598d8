/**
 * Measures the product against its targets: `node bench/main.ts [--quick] [--only list|call|queue] [--write]`, on the
 * build. Each subject is a process of its own, the load is bounded in time and goes to the loopback interface only. What
 * is measured, and why so, is said in docs/benchmarks.md.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Group, GroupContext, Row } from './groups/group.ts';
import { toolsCall } from './groups/tools-call.ts';
import { toolsCallQueue } from './groups/tools-call-queue.ts';
import { toolsList } from './groups/tools-list.ts';
import { machine, table, writeFigures } from './report.ts';
import { startLocalProduct } from './subjects/local-product.ts';
import type { BenchProduct } from './subjects/product.ts';

const GROUPS: Readonly<Record<string, Group>> = { list: toolsList, call: toolsCall, queue: toolsCallQueue };
const FULL = { warmUpMs: 1_500, windowMs: 2_000, repetitions: 5 };
const QUICK = { warmUpMs: 1_000, windowMs: 1_000, repetitions: 3 };
/** Nothing takes so long; whatever hangs is ended. */
const TOTAL_TIMEOUT_MS = 20 * 60_000;
const DOCUMENT = fileURLToPath(new URL('../docs/benchmarks.md', import.meta.url));

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: Object.keys(GROUPS) },
    write: { type: 'boolean', default: false },
    'cpu-prof': { type: 'string' },
  },
});

const profileFolder = values['cpu-prof'];
const nodeOptions =
  profileFolder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`, '--cpu-prof-interval=500'];

async function measureGroup(group: Group, { resources: all, ...context }: GroupContext): Promise<Row[]> {
  await using resources = new AsyncDisposableStack();
  // An interruption ends them without waiting for the group.
  all.use(resources);
  return await group({ ...context, resources });
}

async function measureAll(resources: AsyncDisposableStack): Promise<Row[]> {
  let product: Promise<BenchProduct> | undefined;
  const context = {
    plan: {
      ...(values.quick ? QUICK : FULL),
      progress: (text: string) => {
        process.stderr.write(`${text}\n`);
      },
    },
    resources,
    nodeOptions,
    localProduct: () => (product ??= startLocalProduct(resources, nodeOptions)),
  };
  const rows: Row[] = [];
  for (const name of values.only) {
    const group = GROUPS[name];
    if (group === undefined) throw new Error(`--only takes ${Object.keys(GROUPS).join(', ')}.`);
    rows.push(...(await measureGroup(group, context)));
  }
  return rows;
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
  await using resources = new AsyncDisposableStack();
  const rows = await Promise.race([measureAll(resources), interruption()]);
  const command = `node bench/main.ts ${process.argv.slice(2).join(' ')}`.trim();
  const figures = `\`${command}\` on ${machine()}:\n\n${table(rows)}`;
  console.log(`\n${figures}\n`);
  if (values.write) await writeFigures(DOCUMENT, figures);
}

await main();
