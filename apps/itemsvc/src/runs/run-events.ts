/**
 * Turns what becomes of a run's record, each time it is read, into the events of its tail: the run itself, the console
 * lines that are new, progress, and the outcome. When records are read, and who listens, is left to others.
 */
import type { ConsoleLine, JsonValue, RunSummary } from '#libs/contracts';
import type { RunDocument } from './run.document.js';
import { isOver, toSummary } from './run.mapper.js';

/** A record without its result. */
export type TailedRun = Omit<RunDocument, '_resultJson'>;

/** One event of a tail. Each names its run; `console` says at which place its first line stands. */
export type RunEvent =
  | { type: 'run'; data: RunSummary }
  | { type: 'console'; data: { _id: string; _from: number; _lines: ConsoleLine[] } }
  | { type: 'progress'; data: { _id: string; _progress: JsonValue } }
  | { type: 'outcome'; data: RunSummary };

/** How much of a run a listener has been told. */
export interface Told {
  /** Of the record, as it was when all of it had been told; below 0 when it never was. */
  order: number;
  /** Console lines. */
  lines: number;
  progressJson: string | null;
}

/** An event, and what its listener has been told once it has arrived. */
export interface RunNews {
  event: RunEvent;
  told: Told;
}

export const NOTHING_TOLD: Told = { order: -1, lines: 0, progressJson: null };

/** What is new to a listener, in order. */
export function newsOf(run: TailedRun, before: Told): RunNews[] {
  if (run._order <= before.order) return [];
  const { _id, _console, _progressJson, _status, _order } = run;
  const summary = toSummary(run);
  const news: RunNews[] = [];
  let told = before;
  const add = (event: RunEvent, change: Partial<Told> = {}): void => {
    told = { ...told, ...change };
    news.push({ event, told });
  };
  // Once when it is seen first, and once when it has left its line.
  if (before.order < 0 || (before.order === 0 && _status === 'running')) add({ type: 'run', data: summary });
  if (_console.length > told.lines) {
    const data = { _id, _from: told.lines, _lines: _console.slice(told.lines) };
    add({ type: 'console', data }, { lines: _console.length });
  }
  if (_progressJson !== told.progressJson && summary._progress !== undefined) {
    add({ type: 'progress', data: { _id, _progress: summary._progress } }, { progressJson: _progressJson });
  }
  if (isOver(_status)) add({ type: 'outcome', data: summary });
  const last = news.at(-1);
  if (last !== undefined) last.told = { ...told, order: _order };
  return news;
}
