/**
 * Values as text for the console: JSON where JSON has a form, and what a reader wants to see where it has none. A value
 * can be hostile, so the text ends where there is no room for more, and a value that throws while it is read says so.
 */
import { errorText } from '../realm/describe-error.js';
import {
  getPrototypeOf,
  isArray,
  isFunction,
  isObject,
  keys,
  NativeArrayBuffer,
  NativeError,
  NativeObject,
  NativePromise,
  read,
  slice,
  stringify,
  toText,
} from '../realm/primordials.js';
import {
  mapForEach,
  NativeDate,
  NativeMap,
  NativeRegExp,
  NativeSet,
  regExpText,
  setForEach,
  test,
  toISOString,
  typedArrayName,
} from './natives.js';

const MAX_DEPTH = 20;
const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/** One text that is being written. */
interface Writing {
  left: number;
  /** Objects that hold the value at hand, the outermost first. */
  parents: unknown[];
}

function isParent({ parents }: Writing, value: unknown): boolean {
  for (let index = 0; index < parents.length; index++) if (parents[index] === value) return true;
  return false;
}

function className(value: object): string {
  const constructor = read(getPrototypeOf(value), 'constructor');
  const name = read(constructor, 'name');
  if (constructor === NativeObject || typeof name !== 'string' || !test(IDENTIFIER, name)) return '';
  return `${slice(name, 0, 64)} `;
}

function spend(writing: Writing, text: string): string {
  writing.left -= text.length;
  return text;
}

/** The members of a list or an object, until there is no room for more. */
function members(writing: Writing, count: number, member: (index: number) => string): string {
  let text = '';
  for (let index = 0; index < count && writing.left > 0; index++) {
    text += spend(writing, (index === 0 ? '' : ',') + member(index));
  }
  return text;
}

function written(writing: Writing, value: object): string {
  const typed = typedArrayName(value);
  if (isArray(value)) return `[${members(writing, value.length, (index) => nested(writing, value[index]))}]`;
  if (typed !== undefined) {
    const length = Number(read(value, 'length'));
    return `${typed}(${length}) [${members(writing, length, (index) => toText(read(value, index)))}]`;
  }
  if (value instanceof NativeMap)
    return collection(writing, 'Map', (add) => {
      mapForEach(value, (item, key) => {
        add(() => `${nested(writing, key)} => ${nested(writing, item)}`);
      });
    });
  if (value instanceof NativeSet)
    return collection(writing, 'Set', (add) => {
      setForEach(value, (item) => {
        add(() => nested(writing, item));
      });
    });
  if (value instanceof NativeDate) return `"${toISOString(value)}"`;
  if (value instanceof NativeRegExp) return regExpText(value);
  if (value instanceof NativePromise) return 'Promise';
  if (value instanceof NativeArrayBuffer) return `ArrayBuffer(${value.byteLength})`;
  if (isObject(value) && isFunction(value.toJSON)) return nested(writing, value.toJSON());
  const names = keys(value);
  const body = members(writing, names.length, (index) => {
    const name = names[index] ?? '';
    return `${stringify(name)}:${nested(writing, read(value, name))}`;
  });
  return `${className(value)}{${body}}`;
}

function collection(writing: Writing, name: string, each: (add: (item: () => string) => void) => void): string {
  let count = 0;
  let text = '';
  each((item) => {
    count++;
    if (writing.left > 0) text += spend(writing, (text === '' ? '' : ', ') + item());
  });
  return `${name}(${count}) {${text}}`;
}

function nested(writing: Writing, value: unknown): string {
  if (typeof value === 'string') return stringify(slice(value, 0, writing.left + 1));
  return any(writing, value);
}

function any(writing: Writing, value: unknown): string {
  if (typeof value === 'bigint') return `${toText(value)}n`;
  if (typeof value === 'function') return '[function]';
  if (!isObject(value)) return toText(value);
  if (isParent(writing, value)) return '[circular]';
  if (writing.parents.length >= MAX_DEPTH) return isArray(value) ? '[array]' : '[object]';
  if (value instanceof NativeError) return errorText(value);
  const { parents } = writing;
  parents[parents.length] = value;
  try {
    return written(writing, value);
  } finally {
    parents.length--;
  }
}

/** A value as text of about `maxChars` at most. Never throws; may run code of the value. */
export function inspect(value: unknown, maxChars: number): string {
  if (typeof value === 'string') return slice(value, 0, maxChars);
  try {
    return slice(any({ left: maxChars, parents: [] }, value), 0, maxChars);
  } catch {
    return '[not printable]';
  }
}
