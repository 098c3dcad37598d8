import { readFile, writeFile } from 'node:fs/promises';
import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os';
import type { Row } from './groups/group.ts';

const START = '<!-- figures: written by bench/main.ts -->';
const END = '<!-- end of figures -->';
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

/** Replaces what stands between the markers of a document. @throws Error when it has no markers */
export async function writeFigures(file: string, figures: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  const from = text.indexOf(START);
  const to = text.indexOf(END);
  if (from < 0 || to < from) throw new Error(`${file} has no place for figures.`);
  await writeFile(file, `${text.slice(0, from + START.length)}\n\n${figures}\n\n${text.slice(to)}`);
}
