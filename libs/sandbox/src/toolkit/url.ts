/** `URL` and `URLSearchParams` of the URL Standard. The process parses and writes; their members are here. */
import { ask } from './kit.js';
import { isArray, isIterable, isObject, parse, stringify, toText } from '../realm/primordials.js';
import { lazily } from './natives.js';

const COMPONENTS = [
  'href',
  'origin',
  'protocol',
  'username',
  'password',
  'host',
  'hostname',
  'port',
  'pathname',
  'search',
  'hash',
] as const;
type Component = (typeof COMPONENTS)[number];
type Components = Record<Component, string>;
type Pair = [name: string, value: string];

function isComponents(value: unknown): value is Components {
  return isObject(value) && typeof value.href === 'string';
}

function isPairs(value: unknown): value is Pair[] {
  return isArray(value);
}

function parseComponents(json: string | undefined): Components | undefined {
  const value = json === undefined ? undefined : parse(json);
  return isComponents(value) ? value : undefined;
}

function parsePairs(query: string): Pair[] {
  const value = parse(ask('parseQuery', query) ?? '[]');
  return isPairs(value) ? value : [];
}

function pairsOf(init: object): Pair[] {
  const entries: unknown[] = isIterable(init) ? [...init] : Object.entries(init);
  return entries.map((entry) => {
    const pair = isIterable(entry) ? [...entry] : [];
    if (pair.length !== 2) throw new TypeError('Each parameter is a pair of a name and a value.');
    return [toText(pair[0]), toText(pair[1])];
  });
}

export const urls = lazily(() => {
  /** Sets what is done when parameters change. */
  let onChange: (params: URLSearchParams, changed: () => void) => void = () => undefined;
  let replace: (params: URLSearchParams, query: string) => void = () => undefined;

  class URLSearchParams {
    #list: Pair[];
    #changed: () => void = () => undefined;

    constructor(init: unknown = '') {
      this.#list = isObject(init) ? pairsOf(init) : parsePairs(toText(init));
    }

    static {
      onChange = (params, changed) => {
        params.#changed = changed;
      };
      replace = (params, query) => {
        params.#list = parsePairs(query);
      };
    }

    get size(): number {
      return this.#list.length;
    }

    append(name: unknown, value: unknown): void {
      this.#list.push([toText(name), toText(value)]);
      this.#changed();
    }

    delete(name: unknown, value?: unknown): void {
      this.#list = this.#list.filter(
        (pair) => pair[0] !== toText(name) || (value !== undefined && pair[1] !== toText(value)),
      );
      this.#changed();
    }

    get(name: unknown): string | null {
      return this.#list.find((pair) => pair[0] === toText(name))?.[1] ?? null;
    }

    getAll(name: unknown): string[] {
      return this.#list.filter((pair) => pair[0] === toText(name)).map((pair) => pair[1]);
    }

    has(name: unknown, value?: unknown): boolean {
      return this.#list.some((pair) => pair[0] === toText(name) && (value === undefined || pair[1] === toText(value)));
    }

    set(name: unknown, value: unknown): void {
      const pair = this.#list.find((known) => known[0] === toText(name));
      if (pair === undefined) this.#list.push([toText(name), toText(value)]);
      else {
        pair[1] = toText(value);
        this.#list = this.#list.filter((other) => other === pair || other[0] !== pair[0]);
      }
      this.#changed();
    }

    sort(): void {
      this.#list.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
      this.#changed();
    }

    forEach(callback: (value: string, name: string, params: URLSearchParams) => void, receiver?: unknown): void {
      for (const [name, value] of this.#list) callback.call(receiver, value, name, this);
    }

    *entries(): IterableIterator<Pair> {
      for (const [name, value] of this.#list) yield [name, value];
    }

    *keys(): IterableIterator<string> {
      for (const [name] of this.#list) yield name;
    }

    *values(): IterableIterator<string> {
      for (const [, value] of this.#list) yield value;
    }

    [Symbol.iterator](): IterableIterator<Pair> {
      return this.entries();
    }

    toString(): string {
      return this.#list.length === 0 ? '' : (ask('writeQuery', stringify(this.#list)) ?? '');
    }

    get [Symbol.toStringTag](): string {
      return 'URLSearchParams';
    }
  }

  class URL {
    #components: Components;
    #params: URLSearchParams | undefined;

    constructor(input: unknown, base?: unknown) {
      const text = toText(input);
      const parsed = URL.#parse(text, base);
      if (parsed === undefined) {
        throw Object.assign(new TypeError('Invalid URL'), { code: 'ERR_INVALID_URL', input: text });
      }
      this.#components = parsed;
    }

    static #parse(input: string, base: unknown): Components | undefined {
      return parseComponents(ask('parseUrl', stringify(base === undefined ? [input] : [input, toText(base)])));
    }

    static canParse(input: unknown, base?: unknown): boolean {
      return URL.#parse(toText(input), base) !== undefined;
    }

    static parse(input: unknown, base?: unknown): URL | null {
      try {
        return new URL(input, base);
      } catch {
        return null;
      }
    }

    static {
      for (const name of COMPONENTS) {
        const set = function (this: URL, value: unknown): void {
          this.#change(name, toText(value));
        };
        Object.defineProperty(URL.prototype, name, {
          get(this: URL) {
            return this.#components[name];
          },
          ...(name !== 'origin' && { set }),
          enumerable: true,
          configurable: true,
        });
      }
    }

    /** What cannot be set is left as it is; an `href` that is no URL throws. */
    #change(name: Component, value: string): void {
      const changed = parseComponents(ask('changeUrl', stringify([this.#components.href, name, value])));
      if (changed === undefined) {
        if (name === 'href') throw new TypeError('Invalid URL');
        return;
      }
      this.#components = changed;
      if (this.#params !== undefined) replace(this.#params, changed.search);
    }

    get searchParams(): URLSearchParams {
      if (this.#params === undefined) {
        const params = new URLSearchParams(this.#components.search);
        onChange(params, () => {
          const query = toText(params);
          const changed = parseComponents(ask('changeUrl', stringify([this.#components.href, 'search', query])));
          this.#components = changed ?? this.#components;
        });
        this.#params = params;
      }
      return this.#params;
    }

    toString(): string {
      return this.#components.href;
    }

    toJSON(): string {
      return this.#components.href;
    }

    get [Symbol.toStringTag](): string {
      return 'URL';
    }
  }
  return { URL, URLSearchParams };
});
