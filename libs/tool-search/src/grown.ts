/** A longer copy of the numbers, by half at least, so that growing by one again and again costs little. */
export function grown<T extends Uint8Array | Uint16Array | Uint32Array>(numbers: T, length: number): T;
export function grown(
  numbers: Uint8Array | Uint16Array | Uint32Array,
  length: number,
): Uint8Array | Uint16Array | Uint32Array {
  const longer = Math.max(length, Math.ceil(numbers.length * 1.5));
  if (numbers instanceof Uint8Array) {
    const copy = new Uint8Array(longer);
    copy.set(numbers);
    return copy;
  }
  const copy = numbers instanceof Uint16Array ? new Uint16Array(longer) : new Uint32Array(longer);
  copy.set(numbers);
  return copy;
}
