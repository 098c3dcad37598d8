import { notSupported } from '../command-error.js';
import { compare } from '../values/compare.js';
import { encodeKey } from '../values/key-encoding.js';

/** The accumulators of `$group`, from the values that their expression has in the group's documents. */
export const ACCUMULATORS: Readonly<Record<string, (values: unknown[]) => unknown>> = {
  $sum: (values) => total(values.filter((value) => typeof value === 'number')),
  $avg: (values) => {
    const numbers = values.filter((value) => typeof value === 'number');
    return numbers.length === 0 ? null : numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
  },
  $min: (values) => extreme(values, -1),
  $max: (values) => extreme(values, 1),
  $first: (values) => values[0] ?? null,
  $last: (values) => values.at(-1) ?? null,
  $push: (values) => values.filter((value) => value !== undefined),
  $count: (values) => values.length,
  $addToSet: (values) => [
    ...new Map(values.filter((value) => value !== undefined).map((value) => [groupKey(value), value])).values(),
  ],
};

/** Equal for values that MongoDB holds equal. */
export function groupKey(value: unknown): string {
  return encodeKey(value).toString('latin1');
}

function total(numbers: number[]): number {
  const sum = numbers.reduce((left, right) => left + right, 0);
  if (Number.isInteger(sum) && !Number.isSafeInteger(sum)) throw notSupported('a sum beyond 2^53 in an aggregation');
  return sum;
}

function extreme(values: unknown[], sign: 1 | -1): unknown {
  const known = values.filter((value) => value !== undefined && value !== null);
  return known.length === 0 ? null : known.reduce((best, value) => (compare(value, best) * sign > 0 ? value : best));
}
