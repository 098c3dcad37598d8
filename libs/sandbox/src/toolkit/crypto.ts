/** `crypto.getRandomValues` and `crypto.randomUUID`, from the random numbers of the process. */
import { domException } from './dom-exception.js';
import { bytesOf } from './encoding.js';
import { ask } from './kit.js';
import { base64ToBytes, isView, lazily, typedArrayName } from './natives.js';

/** Of the Web Cryptography API, section 10.1.1. */
const MAX_BYTES = 65_536;
const FLOATS = ['Float16Array', 'Float32Array', 'Float64Array'];

function randomBytes(count: number): Uint8Array {
  const base64 = ask('random', '', count);
  if (base64 === undefined) throw new Error('There are no random values.');
  return base64ToBytes(base64);
}

export const crypto = lazily(() => ({
  getRandomValues(target: unknown): unknown {
    const name = isView(target) ? typedArrayName(target) : undefined;
    const bytes = name === undefined || FLOATS.includes(name) ? undefined : bytesOf(target);
    const DOMException = domException();
    if (bytes === undefined) throw new DOMException('getRandomValues fills an array of integers.', 'TypeMismatchError');
    if (bytes.length > MAX_BYTES) {
      throw new DOMException(`At most ${MAX_BYTES} random bytes at a time.`, 'QuotaExceededError');
    }
    bytes.set(randomBytes(bytes.length));
    return target;
  },
  randomUUID(): string {
    return ask('uuid', '') ?? '';
  },
}));
