/** Runs that leave a trace of each of their starts, so that a test can count them. */
import { storeCollection, storeFunctions } from './content.ts';
import { type Product, rest } from './product.ts';

/** What a call of the tool `leave_trace` takes. */
export interface TraceCall extends Record<string, unknown> {
  /** Under which the trace is found. */
  name: string;
  /** Milliseconds that the run goes on after it. */
  ms?: number;
  /** Whether it goes on until somebody ends it. */
  hang?: boolean;
}

const LEAVE_TRACE = `async function leave_trace({ collection, name, ms = 0, hang }, { PlatformApi }, ctx) {
  await PlatformApi.IafItemSvc.createRelatedItems(collection, [{ name }], ctx);
  if (hang) await new Promise(() => {});
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
  return { name };
}`;

export class Traces {
  /** Of the tool that leaves them. */
  readonly tool = 'leave_trace';
  readonly #product: Product;
  readonly #collection: string;

  private constructor(product: Product, collection: string) {
    this.#product = product;
    this.#collection = collection;
  }

  /** Stores the tool, and where its traces go, in a namespace. */
  static async store(product: Product, namespace: string): Promise<Traces> {
    const { _id } = await storeCollection(product, namespace, 'traces');
    const functions = { leave_trace: LEAVE_TRACE };
    await storeFunctions(product, namespace, { userType: 'traces_script', functions });
    return new Traces(product, _id);
  }

  /** The same traces, in the product that was started on its data. */
  at(product: Product): Traces {
    return new Traces(product, this.#collection);
  }

  arguments(call: TraceCall): Record<string, unknown> {
    return { collection: this.#collection, ...call };
  }

  /** How often runs of that name have started. */
  async count(name: string): Promise<number> {
    const query = encodeURIComponent(JSON.stringify({ name }));
    const path = `/itemsvc/api/v1/nameduseritems/${this.#collection}/relateditems?query=${query}`;
    return (await rest(this.#product, path)).body._total as number;
  }

  /** How often the runs of each of these names have started. */
  counts(names: readonly string[]): Promise<number[]> {
    return Promise.all(names.map((name) => this.count(name)));
  }
}
