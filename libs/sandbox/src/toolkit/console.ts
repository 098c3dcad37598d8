/** `console`: lines with a level, until the limit of the run. The child counts bytes exactly; this keeps a flood inside. */
import { limits, post } from './kit.js';
import { inspect } from './inspect.js';
import {
  dictionary,
  indexOf,
  NativeError,
  now,
  read,
  slice,
  stringify,
  toNumber,
  toText,
} from '../realm/primordials.js';
import { max, trunc } from './natives.js';

type Level = 'debug' | 'log' | 'info' | 'warn' | 'error';

/** What a line costs beside its text. */
const LINE_CHARS = 8;
const MAX_GROUPS = 20;

let used = 0;
let full = false;
let indent = '';

function left(): number {
  return max(limits().consoleChars - used, 0);
}

/** `%s`, `%d`, `%i`, `%f`, `%j`, `%o`, `%O`, `%c` and `%%`, as in the Console Standard. */
function formatted(directive: string, value: unknown): string | undefined {
  switch (directive) {
    case 's':
      return inspect(value, left() + 1);
    case 'd':
    case 'i':
    case 'f': {
      const number = typeof value === 'symbol' || typeof value === 'object' ? NaN : toNumber(value);
      return toText(directive === 'i' ? trunc(number) : number);
    }
    case 'j':
    case 'o':
    case 'O':
      return typeof value === 'string' ? stringify(slice(value, 0, left() + 1)) : inspect(value, left() + 1);
    case 'c':
      return '';
    default:
      return undefined;
  }
}

function format(values: unknown[]): string {
  let index = 0;
  let text = '';
  const template = values[0];
  if (typeof template === 'string' && values.length > 1 && indexOf(template, '%') >= 0) {
    index = 1;
    let from = 0;
    for (;;) {
      const at = indexOf(template, '%', from);
      if (at < 0 || at === template.length - 1 || text.length > left()) break;
      const directive = slice(template, at + 1, at + 2);
      const value = directive === '%' ? '%' : index < values.length ? formatted(directive, values[index]) : undefined;
      text += slice(template, from, at) + (value ?? `%${directive}`);
      if (value !== undefined && directive !== '%') index++;
      from = at + 2;
    }
    text += slice(template, from, from + left() + 1);
  }
  for (; index < values.length && text.length <= left(); index++) {
    text += (index === 0 ? '' : ' ') + inspect(values[index], left() + 1);
  }
  return text;
}

function write(level: Level, line: string): void {
  if (full) return;
  const room = left();
  const text = slice(indent + line, 0, room + 1);
  full = text.length > room;
  used += text.length + LINE_CHARS;
  post('console', level, text);
}

export function print(level: Level, values: unknown[]): void {
  if (!full) write(level, format(values));
}

/** An error that nobody can catch: thrown in a timer, a microtask or a listener. */
export function printUncaught(error: unknown): void {
  write('error', `Uncaught ${inspect(error, left() + 1)}`);
}

export function createConsole(): object {
  const counts = dictionary<number>();
  const startedAt = dictionary<number>();
  const label = (value: unknown): string => (value === undefined ? 'default' : inspect(value, 128));
  const group = (...values: unknown[]): void => {
    if (values.length > 0) print('log', values);
    if (indent.length < MAX_GROUPS * 2) indent += '  ';
  };
  const elapsed = (name: unknown): void => {
    const started = startedAt[label(name)];
    if (started !== undefined) write('log', `${label(name)}: ${now() - started} ms`);
  };
  return {
    debug: (...values: unknown[]) => {
      print('debug', values);
    },
    log: (...values: unknown[]) => {
      print('log', values);
    },
    info: (...values: unknown[]) => {
      print('info', values);
    },
    warn: (...values: unknown[]) => {
      print('warn', values);
    },
    error: (...values: unknown[]) => {
      print('error', values);
    },
    dir: (value: unknown) => {
      print('log', [value]);
    },
    table: (value: unknown) => {
      print('log', [value]);
    },
    trace(...values: unknown[]) {
      const stack = read(new NativeError(), 'stack');
      const frames = typeof stack === 'string' ? slice(stack, indexOf(stack, '\n', indexOf(stack, '\n') + 1)) : '';
      write('debug', `Trace: ${format(values)}${frames}`);
    },
    assert(condition: unknown, ...values: unknown[]) {
      if (!condition) write('error', `Assertion failed${values.length === 0 ? '' : `: ${format(values)}`}`);
    },
    group,
    groupCollapsed: group,
    groupEnd: () => {
      indent = slice(indent, 2);
    },
    count(name: unknown) {
      const count = (counts[label(name)] ?? 0) + 1;
      counts[label(name)] = count;
      write('log', `${label(name)}: ${count}`);
    },
    time: (name: unknown) => {
      startedAt[label(name)] = now();
    },
    timeLog: elapsed,
    timeEnd: (name: unknown) => {
      elapsed(name);
      startedAt[label(name)] = undefined;
    },
  };
}
