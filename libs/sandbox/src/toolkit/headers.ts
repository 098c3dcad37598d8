/** `Headers` of the Fetch Standard, section 5.1: lower-cased names, values of one name joined. */
import { isIterable, isObject, toText } from '../realm/primordials.js';
import { lazily, test, toLowerCase, trim } from './natives.js';

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** Nothing above U+00FF, no NUL, no line end: section 2.2.2. */
const VALUE = /^[^\0\r\n\u0100-\uffff]*$/;

type Field = [name: string, value: string];

function nameOf(name: unknown): string {
  const text = toText(name);
  if (!test(TOKEN, text)) throw new TypeError(`"${text}" is not a name of a header.`);
  return toLowerCase(text);
}

function valueOf(value: unknown): string {
  const text = trim(toText(value));
  if (!test(VALUE, text)) throw new TypeError('A value of a header has characters that none can have.');
  return text;
}

export const headers = lazily(() => {
  class Headers {
    #fields: Field[] = [];

    constructor(init?: unknown) {
      if (init === undefined || init === null) return;
      if (!isObject(init)) throw new TypeError('Headers are made from a record, pairs or Headers.');
      const entries: unknown[] = isIterable(init) ? [...init] : Object.entries(init);
      for (const entry of entries) {
        const field = isIterable(entry) ? [...entry] : [];
        if (field.length !== 2) throw new TypeError('Each header is a pair of a name and a value.');
        this.append(field[0], field[1]);
      }
    }

    append(name: unknown, value: unknown): void {
      this.#fields.push([nameOf(name), valueOf(value)]);
    }

    delete(name: unknown): void {
      const key = nameOf(name);
      this.#fields = this.#fields.filter((field) => field[0] !== key);
    }

    get(name: unknown): string | null {
      const key = nameOf(name);
      const values = this.#fields.filter((field) => field[0] === key).map((field) => field[1]);
      return values.length === 0 ? null : values.join(', ');
    }

    getSetCookie(): string[] {
      return this.#fields.filter((field) => field[0] === 'set-cookie').map((field) => field[1]);
    }

    has(name: unknown): boolean {
      return this.get(name) !== null;
    }

    set(name: unknown, value: unknown): void {
      const field: Field = [nameOf(name), valueOf(value)];
      this.delete(name);
      this.#fields.push(field);
    }

    forEach(callback: (value: string, name: string, headers: Headers) => void, receiver?: unknown): void {
      for (const [name, value] of this.entries()) callback.call(receiver, value, name, this);
    }

    *entries(): IterableIterator<Field> {
      const names = [...new Set(this.#fields.map((field) => field[0]))].sort();
      for (const name of names) {
        if (name === 'set-cookie') for (const value of this.getSetCookie()) yield [name, value];
        else yield [name, this.get(name) ?? ''];
      }
    }

    *keys(): IterableIterator<string> {
      for (const [name] of this.entries()) yield name;
    }

    *values(): IterableIterator<string> {
      for (const [, value] of this.entries()) yield value;
    }

    [Symbol.iterator](): IterableIterator<Field> {
      return this.entries();
    }

    toJSON(): Record<string, string> {
      return Object.fromEntries(this.entries());
    }

    get [Symbol.toStringTag](): string {
      return 'Headers';
    }
  }
  return Headers;
});

/** Whether a text is a token, as names of headers and methods are. */
export const isToken = (text: string): boolean => test(TOKEN, text);
