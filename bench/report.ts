import { readFile, writeFile } from 'node:fs/promises';
import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os';
import type { Row } from './groups/group.ts';

const startOf = (group: string): string => `<!-- figures of ${group}: written by bench/main.ts -->`;
const endOf = (group: string): string => `<!-- end of figures of ${group} -->`;
const HEAD = ['what', 'figure', 'baseline', 'ratio', 'target', 'met'];

const cells = ({ what, figure, baseline, ratio, target, met }: Row): string[] => [
  what,
  figure,
  baseline,
  ratio,
  target,
  met === undefined ? '' : met ? 'yes' : '**no**',
];

/** A Markdown table, aligned so that it can be read in a terminal too. */
export function table(rows: readonly Row[]): string {
  const lines = [HEAD, ...rows.map(cells)];
  const widths = HEAD.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const [head = '', ...body] = lines.map(
    (line) => `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`,
  );
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [head, rule, ...body].join('\n');
}

/** On what the figures were measured. */
export function machine(): string {
  const model = cpus()[0]?.model ?? 'unknown processor';
  const gib = (totalmem() / 1024 ** 3).toFixed(0);
  return `${availableParallelism()} cores (${model}), ${gib} GB of memory, ${platform()} ${arch()}, Node ${process.versions.node}`;
}

/** Replaces what stands between the markers of a group in a document. @throws Error when it has no such markers */
export async function writeFigures(file: URL, { group, figures }: { group: string; figures: string }): Promise<void> {
  const text = await readFile(file, 'utf8');
  const start = startOf(group);
  const from = text.indexOf(start);
  const to = text.indexOf(endOf(group));
  if (from < 0 || to < from) throw new Error(`${file.pathname} has no place for the figures of ${group}.`);
  await writeFile(file, `${text.slice(0, from + start.length)}\n\n${figures}\n\n${text.slice(to)}`);
}
