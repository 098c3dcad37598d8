import type { Plan } from '../measure/interleaved.ts';
import type { BenchProduct } from '../subjects/product.ts';
import type { SeparateServices } from '../subjects/separate-services.ts';

/** One line of the report: a figure of the product, what it is held against, and whether the target is met. */
export interface Row {
  what: string;
  figure: string;
  baseline: string;
  ratio: string;
  target: string;
  /** Undefined for a row without a target. */
  met: boolean | undefined;
}

/** What a group has measured. */
export interface Report {
  rows: Row[];
  /** SVG texts by the names of their files beside the report. */
  plots?: Readonly<Record<string, string>>;
}

/** What a group of measurements works with. */
export interface GroupContext {
  plan: Plan;
  /** Everything that the group starts is ended with it. */
  resources: AsyncDisposableStack;
  /** Of the product's own processes. */
  nodeOptions: readonly string[];
  /** The local process with the fixtures; started by the first group that asks. */
  localProduct: () => Promise<BenchProduct>;
  /** The separate services with the fixtures, on stores of their own; started by the first group that asks. */
  separateServices: () => Promise<SeparateServices>;
  /** Runs of a soak. */
  soakRuns: number;
}

export type Group = (context: GroupContext) => Promise<Report>;
