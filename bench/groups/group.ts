import type { Plan } from '../measure/interleaved.ts';
import type { BenchProduct } from '../subjects/product.ts';

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

/** What a group of measurements works with. */
export interface GroupContext {
  plan: Plan;
  /** Everything that the group starts is ended with it. */
  resources: AsyncDisposableStack;
  /** Of the product's own processes. */
  nodeOptions: readonly string[];
  /** The local process with the fixtures; started by the first group that asks. */
  localProduct: () => Promise<BenchProduct>;
}

export type Group = (context: GroupContext) => Promise<Row[]>;
