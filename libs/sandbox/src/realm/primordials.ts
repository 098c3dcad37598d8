/**
 * Built-ins as they were before the script could change them. Two rules hold in this folder for everything that stands
 * between a script and its process: no method is looked up on a value or prototype that a script may have changed, and
 * an object that is read from has its own property or no prototype.
 */
export const {
  apply,
  construct,
  defineProperty,
  deleteProperty,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  setPrototypeOf,
} = Reflect;
export const { keys } = Object;
export const { stringify } = JSON;
export const parse: (json: string) => unknown = JSON.parse;
export const { isArray } = Array;
export const now = Date.now;
export const { trunc, min, random } = Math;
export const toText = String;
export const toNumber = Number;
export const global = globalThis;

export const NativePromise = Promise;
export const NativeError = Error;
export const NativeObject = Object;
export const NativeArrayBuffer = ArrayBuffer;
export const NativeUint8Array = Uint8Array;
export const NativeDataView = DataView;
const nativeRace: unknown = Reflect.get(Promise, 'race');
/** `Promise.race` */
export async function race(promises: Promise<unknown>[]): Promise<unknown> {
  return isFunction(nativeRace) ? await apply(nativeRace, NativePromise, [promises]) : undefined;
}
export const settledPromise = Promise.resolve();
export const NativeMap = Map;
export const NativeSet = Set;
export const NativeDate = Date;
export const NativeRegExp = RegExp;

/** Evaluates in the global scope: the call is not one of `eval` by its name. */
export const evaluate: (code: string) => unknown = eval;

type Method<Self, Function> = Function extends (...args: infer Args) => infer Result
  ? (self: Self, ...args: Args) => Result
  : never;

/** A method of a built-in prototype as a function of its receiver. */
export function unbound<Self, Name extends keyof Self>(prototype: object, name: Name): Method<Self, Self[Name]>;
export function unbound(prototype: object, name: PropertyKey): (self: unknown, ...args: unknown[]) => unknown {
  const native: unknown = Reflect.get(prototype, name);
  if (typeof native !== 'function') throw new TypeError(`There is no method ${String(name)}.`);
  return (self, ...args) => {
    const result: unknown = apply(native, self, args);
    return result;
  };
}

export const slice = unbound<string, 'slice'>(String.prototype, 'slice');
export const indexOf = unbound<string, 'indexOf'>(String.prototype, 'indexOf');
export const charCodeAt = unbound<string, 'charCodeAt'>(String.prototype, 'charCodeAt');
export const toLowerCase = unbound<string, 'toLowerCase'>(String.prototype, 'toLowerCase');
export const toUpperCase = unbound<string, 'toUpperCase'>(String.prototype, 'toUpperCase');
export const trim = unbound<string, 'trim'>(String.prototype, 'trim');
export const test = unbound<RegExp, 'test'>(RegExp.prototype, 'test');
export const regExpText = unbound<{ toString: () => string }, 'toString'>(RegExp.prototype, 'toString');
export const toISOString = unbound<Date, 'toISOString'>(Date.prototype, 'toISOString');
export const mapForEach = unbound<Map<unknown, unknown>, 'forEach'>(Map.prototype, 'forEach');
export const mapGet = unbound<Map<unknown, unknown>, 'get'>(Map.prototype, 'get');
export const mapSet = unbound<Map<unknown, unknown>, 'set'>(Map.prototype, 'set');
export const setForEach = unbound<Set<unknown>, 'forEach'>(Set.prototype, 'forEach');
export const { fromCharCode } = String;

const typedArrayTag = getOwnPropertyDescriptor(getPrototypeOf(Uint8Array.prototype) ?? {}, Symbol.toStringTag)?.get;
/** Name of a typed array's class; undefined for whatever is none. */
export function typedArrayName(value: unknown): string | undefined {
  const name: unknown = typedArrayTag === undefined ? undefined : apply(typedArrayTag, value, []);
  return typeof name === 'string' ? name : undefined;
}
export function isView(value: unknown): value is ArrayBufferView {
  return typedArrayName(value) !== undefined || value instanceof NativeDataView;
}

// Base64 of typed arrays is ECMAScript 2026, which TypeScript's types do not have yet.
const nativeToBase64: unknown = Reflect.get(Uint8Array.prototype, 'toBase64');
const nativeFromBase64: unknown = Reflect.get(Uint8Array, 'fromBase64');

function isBytes(value: unknown): value is Uint8Array<ArrayBuffer> {
  return typedArrayName(value) === 'Uint8Array';
}

export function bytesToBase64(bytes: Uint8Array): string {
  return toText(isFunction(nativeToBase64) ? apply(nativeToBase64, bytes, []) : '');
}

/** @throws SyntaxError when the text is not base64; white space in it is ignored, padding may be left out */
export function base64ToBytes(text: string): Uint8Array<ArrayBuffer> {
  const bytes: unknown = isFunction(nativeFromBase64) ? apply(nativeFromBase64, NativeUint8Array, [text]) : undefined;
  return isBytes(bytes) ? bytes : new NativeUint8Array(0);
}

/** Defines a property that is not listed, and that the script may replace. */
export function define(target: object, name: PropertyKey, value: unknown): void {
  defineProperty(target, name, ownDescriptor({ value, writable: true, enumerable: false, configurable: true }));
}

/** A descriptor whose missing members are not found on a prototype that the script has changed. */
export function ownDescriptor(descriptor: PropertyDescriptor): PropertyDescriptor {
  const own = { __proto__: null, ...descriptor };
  return own;
}

/** A property of anything; undefined when reading it fails. */
export function read(value: unknown, name: PropertyKey): unknown {
  try {
    return isObject(value) ? value[name] : undefined;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Record<PropertyKey, unknown> {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

export type Callable = (...args: unknown[]) => unknown;

export function isFunction(value: unknown): value is Callable {
  return typeof value === 'function';
}

/** Makes a value when it is first asked for. */
export function lazily<Value>(make: () => Value): () => Value {
  let made: { value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** An object without a prototype, to look names up in. */
export function dictionary<Value>(): Record<PropertyKey, Value | undefined> {
  const made: Record<PropertyKey, Value | undefined> = {};
  setPrototypeOf(made, null);
  return made;
}

export function isIterable(value: unknown): value is Iterable<unknown> {
  return isFunction(read(value, Symbol.iterator));
}
