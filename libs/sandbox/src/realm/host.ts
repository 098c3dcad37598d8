/**
 * The two ways out of the context, which no script ever sees. Strings, numbers and booleans alone cross them.
 */

/** Tells the process something and does not wait: see `RealmPost`. */
export type Post = (kind: string, ...values: (string | number)[]) => void;
/** Asks the process something and waits: see `RealmServices`. Undefined when it refuses. */
export type Ask = (kind: string, text: string, option?: string | number) => string | undefined;

export let post: Post = () => undefined;
let askHost: Ask = () => undefined;

/** Characters that may cross at one time. */
const MAX_ASK_CHARS = 16 * 1024 * 1024;

export function connectHost(ways: { post: Post; ask: Ask }): void {
  post = ways.post;
  askHost = ways.ask;
}

/** @throws RangeError when `text` is too long to cross */
export function ask(kind: string, text: string, option: string | number = ''): string | undefined {
  if (text.length > MAX_ASK_CHARS) {
    throw new RangeError(`A text of ${text.length} characters is too long; the limit is ${MAX_ASK_CHARS}.`);
  }
  return askHost(kind, text, option);
}
