/**
 * Chooses the index for a filter and a sort: equalities and `$in` on its first fields, then one range, then an order
 * that the index already has. What it chooses is only where to look; unless a plan is `exact`, every document found
 * is still matched against the whole filter.
 */
import { BSONRegExp, MaxKey, MinKey } from 'bson';
import { type Collection } from '../storage/collection.js';
import { type Index, type KeyRange } from '../storage/index.js';
import { type Document, encode, isDocument } from '../values/bson.js';
import { after, type Direction, encodeKey, invert, isEncodable } from '../values/key-encoding.js';
import { isOperators } from './operators.js';
import { type SortField } from './sort.js';

export interface Plan {
  index: Index;
  /** Disjoint. */
  ranges: KeyRange[];
  /** The ranges hold exactly the documents that match. */
  exact: boolean;
  /** No document has two keys in the ranges. */
  once: boolean;
  /** Rows come in the order of the sort. */
  sorted: boolean;
  reverse: boolean;
}

interface Condition {
  values?: unknown[];
  low?: unknown;
  /** What equals `low` does not meet the condition. */
  isLowOpen?: boolean;
  high?: unknown;
}

interface Conditions {
  byPath: Map<string, Condition>;
  /** The conditions say all that the filter says, in equalities with values other than null. */
  complete: boolean;
}

const MAX_RANGES = 1_000;
const WHOLE: KeyRange = { from: Buffer.alloc(0), to: Buffer.alloc(32, 0xff) };

/** @returns undefined when every document has to be looked at */
export function plan(collection: Collection, filter: Document, sort: SortField[]): Plan | undefined {
  const conditions = conditionsOf(filter);
  let best: { plan: Plan; score: number } | undefined;
  for (const index of [collection.idIndex, ...collection.indexes]) {
    if (!covers(index, filter)) continue;
    const candidate = planWith(index, conditions, sort);
    if (candidate !== undefined && candidate.score > (best?.score ?? 0)) best = candidate;
  }
  return best?.plan;
}

/** A partial index may be used when the filter repeats its expression. */
function covers({ spec }: Index, filter: Document): boolean {
  return Object.entries(spec.partialFilterExpression ?? {}).every(
    ([key, value]) => Object.hasOwn(filter, key) && encode({ value }).equals(encode({ value: filter[key] })),
  );
}

function planWith(
  index: Index,
  { byPath, complete }: Conditions,
  sort: SortField[],
): { plan: Plan; score: number } | undefined {
  const { fields } = index.spec;
  const heads = new Set<string>();
  // Conditions on two fields below one array may be met by two of its elements, so only the first can be used.
  const available = (path: string): boolean => {
    const [head = ''] = path.split('.');
    return !index.hasArrays() || heads.size !== heads.add(head).size;
  };
  let prefixes = [Buffer.alloc(0)];
  let used = 0;
  let hasNull = false;
  for (const { path, direction } of fields) {
    const values = byPath.get(path)?.values;
    if (values === undefined || prefixes.length * values.length > MAX_RANGES || !available(path)) break;
    prefixes = prefixes.flatMap((prefix) =>
      values.map((value) => Buffer.concat([prefix, encodeKey(value, direction)])),
    );
    hasNull ||= values.includes(null);
    used += 1;
  }
  const next = fields[used];
  const condition = next === undefined ? undefined : byPath.get(next.path);
  const bounds =
    next !== undefined && condition !== undefined && available(next.path)
      ? rangeOf(condition, next.direction, index.hasArrays(used, 1))
      : undefined;
  const order = orderAfter(index, { used, byPath, sort, single: prefixes.length === 1 });
  // A sparse index lacks documents without its fields: only a condition that they cannot meet makes it complete.
  if (index.spec.sparse && (hasNull || (used === 0 && bounds === undefined))) return undefined;
  const score = used * 4 + (bounds === undefined ? 0 : 2) + (order === undefined ? 0 : 1);
  const exact =
    complete && bounds === undefined && used === byPath.size && index.spec.partialFilterExpression === undefined;
  return {
    plan: {
      index,
      ranges: ranges(prefixes, bounds),
      exact,
      once: prefixes.length === 1 && !index.hasArrays(used),
      sorted: order !== undefined,
      reverse: order === 'reverse',
    },
    score,
  };
}

function ranges(prefixes: Buffer[], bounds: KeyRange | undefined): KeyRange[] {
  const distinct = [...new Map(prefixes.map((prefix) => [prefix.toString('latin1'), prefix])).values()];
  if (bounds !== undefined) {
    return distinct.map((prefix) => ({
      from: Buffer.concat([prefix, bounds.from]),
      to: Buffer.concat([prefix, bounds.to]),
    }));
  }
  return distinct.map((prefix) => (prefix.length === 0 ? WHOLE : { from: prefix, to: after(prefix) }));
}

/** A range stays within the type of its bound. With several keys per document only one bound may be used. */
function rangeOf({ low, isLowOpen, high }: Condition, direction: Direction, several: boolean): KeyRange | undefined {
  const bound = low ?? high;
  if (bound === undefined) return undefined;
  const type = encodeKey(bound).subarray(0, 1);
  // Whoever goes on after what it has seen passes over all that equals it.
  const passesEqual = isLowOpen === true && direction === 1;
  const from = low === undefined ? type : passesEqual ? after(encodeKey(low)) : encodeKey(low);
  const to = high === undefined || (several && low !== undefined) ? after(type) : after(encodeKey(high));
  return direction === 1 ? { from, to } : { from: invert(to), to: after(invert(from)) };
}

/** Which way to read the index so that rows come sorted; undefined when no way does. */
function orderAfter(
  index: Index,
  { used, byPath, sort, single }: { used: number; byPath: Map<string, Condition>; sort: SortField[]; single: boolean },
): 'forward' | 'reverse' | undefined {
  if (sort.length === 0 || index.hasArrays(used) || !single) return undefined;
  const fixed = new Set(index.spec.fields.slice(0, used).map(({ path }) => path));
  const open = sort.filter(({ path }) => !fixed.has(path) || byPath.get(path)?.values?.length !== 1);
  const turns = open.map(({ path, direction }, i) => {
    const field = index.spec.fields[used + i];
    return field?.path === path ? field.direction * direction : undefined;
  });
  if (turns.every((turn) => turn === 1)) return 'forward';
  return turns.every((turn) => turn === -1) ? 'reverse' : undefined;
}

function conditionsOf(filter: Document): Conditions {
  const byPath = new Map<string, Condition>();
  let complete = true;
  collect(filter);
  return { byPath, complete };

  function collect(part: Document): void {
    for (const [key, value] of Object.entries(part)) {
      if (key === '$and' && Array.isArray(value)) value.filter(isDocument).forEach(collect);
      else if (key.startsWith('$')) complete = false;
      else {
        complete &&= !byPath.has(key);
        const condition = byPath.get(key) ?? {};
        byPath.set(key, condition);
        for (const [operator, operand] of isOperators(value) ? Object.entries(value) : [['$eq', value] as const]) {
          if (!note(condition, operator, operand)) complete = false;
        }
        complete &&= !isOperators(value) || Object.keys(value).length === 1;
      }
    }
  }
}

/** @returns true for an equality that an index answers exactly */
function note(condition: Condition, operator: string, operand: unknown): boolean {
  const listed: unknown[] | undefined = operator === '$in' && Array.isArray(operand) ? operand : undefined;
  const values = operator === '$eq' ? [operand] : listed;
  if (values?.every(isLookup) === true) {
    condition.values ??= values;
    return !values.includes(null);
  }
  if (isLookup(operand) && operand !== null) {
    if ((operator === '$gt' || operator === '$gte') && condition.low === undefined) {
      condition.low = operand;
      condition.isLowOpen = operator === '$gt';
    }
    if (operator === '$lt' || operator === '$lte') condition.high ??= operand;
  }
  return false;
}

function isLookup(value: unknown): boolean {
  const special =
    value === undefined || value instanceof BSONRegExp || value instanceof MinKey || value instanceof MaxKey;
  return !special && !Array.isArray(value) && isEncodable(value);
}
