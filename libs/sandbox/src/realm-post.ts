/** What the realm of a context tells its process, see `realm/host.ts`. */
export type RealmPost =
  | { kind: 'result'; json: string }
  | { kind: 'tooLarge'; chars: number }
  | { kind: 'failed'; code: 'ScriptFailed' | 'ResultNotSerializable'; name: string; message: string; stack: string }
  | { kind: 'notFound'; functions: string }
  | { kind: 'tooManyCalls'; limit: 'hostCalls' | 'pendingHostCalls' }
  /** `json` is a `HostCall`. */
  | { kind: 'call'; id: number; of: string; json: string }
  | { kind: 'console'; level: string; text: string }
  | { kind: 'progress'; args: string }
  | { kind: 'timer'; id: number; delayMs: number }
  | { kind: 'clear'; id: number }
  /** Something that is made only for scripts that use it was used. */
  | { kind: 'used'; name: string };

/** Names the arguments of one `post(kind, ...)`. */
export function realmPost(values: readonly unknown[]): RealmPost | undefined {
  const text = (index: number): string => String(values[index]);
  const number = (index: number): number => Number(values[index]);
  switch (values[0]) {
    case 'result':
      return { kind: 'result', json: text(1) };
    case 'tooLarge':
      return { kind: 'tooLarge', chars: number(1) };
    case 'failed': {
      const code = values[1] === 'ResultNotSerializable' ? 'ResultNotSerializable' : 'ScriptFailed';
      return { kind: 'failed', code, name: text(2), message: text(3), stack: text(4) };
    }
    case 'notFound':
      return { kind: 'notFound', functions: text(1) };
    case 'tooManyCalls':
      return { kind: 'tooManyCalls', limit: values[1] === 'hostCalls' ? 'hostCalls' : 'pendingHostCalls' };
    case 'call':
      return { kind: 'call', id: number(1), of: text(2), json: text(3) };
    case 'console':
      return { kind: 'console', level: text(1), text: text(2) };
    case 'progress':
      return { kind: 'progress', args: text(1) };
    case 'timer':
      return { kind: 'timer', id: number(1), delayMs: number(2) };
    case 'clear':
      return { kind: 'clear', id: number(1) };
    case 'used':
      return { kind: 'used', name: text(1) };
    default:
      return undefined;
  }
}
