/** Takes away what the memory limit of an isolate does not count, and what can outlive a run. */
import {
  construct,
  define,
  defineProperty,
  deleteProperty,
  getOwnPropertyDescriptor,
  global,
  isFunction,
  NativeArrayBuffer,
} from './primordials.js';

const GLOBALS = ['WebAssembly', 'SharedArrayBuffer', 'Atomics', 'FinalizationRegistry'];
const BUFFER_METHODS = ['resize', 'transfer', 'transferToFixedLength', 'transferToImmutable', 'sliceToImmutable'];

export function boundMemory(): void {
  for (let index = 0; index < GLOBALS.length; index++) deleteProperty(global, GLOBALS[index] ?? '');
  const { prototype } = NativeArrayBuffer;
  for (let index = 0; index < BUFFER_METHODS.length; index++) deleteProperty(prototype, BUFFER_METHODS[index] ?? '');
  function FixedArrayBuffer(length: unknown): unknown {
    if (!isFunction(new.target)) throw new TypeError("Constructor ArrayBuffer requires 'new'");
    const buffer: unknown = construct(NativeArrayBuffer, [length], new.target);
    return buffer;
  }
  const statics = ['name', 'prototype', 'isView', Symbol.species];
  for (let index = 0; index < statics.length; index++) {
    const name = statics[index] ?? '';
    const descriptor = getOwnPropertyDescriptor(NativeArrayBuffer, name);
    if (descriptor !== undefined) defineProperty(FixedArrayBuffer, name, descriptor);
  }
  define(prototype, 'constructor', FixedArrayBuffer);
  define(global, 'ArrayBuffer', FixedArrayBuffer);
}
