/** Built-ins that the toolkit needs, as they were before the script could change them. */
import {
  apply,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  isFunction,
  NativePromise,
  toText,
  unbound,
} from '../realm/primordials.js';

export const { trunc, min, max, random } = Math;
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

/** Makes a value when it is first asked for. */
export function lazily<Value>(make: () => Value): () => Value {
  let made: { value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
