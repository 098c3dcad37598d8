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
  get,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  setPrototypeOf,
} = Reflect;
export const { keys } = Object;
export const { stringify } = JSON;
export const parse: (json: string) => unknown = JSON.parse;
export const { isArray } = Array;
export const now = Date.now;
export const toText = String;
export const toNumber = Number;
export const global = globalThis;

export const NativePromise = Promise;
export const NativeError = Error;
export const NativeObject = Object;
export const NativeArrayBuffer = ArrayBuffer;
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

/** An object without a prototype, to look names up in. */
export function dictionary<Value>(): Record<PropertyKey, Value | undefined> {
  const made: Record<PropertyKey, Value | undefined> = {};
  setPrototypeOf(made, null);
  return made;
}

export function isIterable(value: unknown): value is Iterable<unknown> {
  return isFunction(read(value, Symbol.iterator));
}
