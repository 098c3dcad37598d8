/** The update operators, each on one concrete path of a document that is being made. The table is the whole list. */
import { Decimal128, Double, Int32, Long, Timestamp } from 'bson';
import { CommandError, notSupported } from '../command-error.js';
import { elementMatcher } from '../query/match.js';
import { parseSort, Sorter } from '../query/sort.js';
import { type Document, integer, isDocument, numeric } from '../values/bson.js';
import { compare, equal } from '../values/compare.js';
import { crossesArray, fieldAt, putAt, removeAt } from './fields.js';

interface Step {
  document: Document;
  path: string[];
  argument: unknown;
}

export const OPERATORS: Readonly<Record<string, (step: Step) => void>> = {
  $set: ({ document, path, argument }) => {
    putAt(document, path, argument);
  },
  $setOnInsert: ({ document, path, argument }) => {
    putAt(document, path, argument);
  },
  $unset: ({ document, path }) => {
    removeAt(document, path);
  },
  $inc: (step) => {
    const current = fieldAt(step.document, step.path);
    putAt(
      step.document,
      step.path,
      current === undefined ? number(step, step.argument) : arithmetic(step, current, '+'),
    );
  },
  $mul: (step) => {
    putAt(step.document, step.path, arithmetic(step, fieldAt(step.document, step.path) ?? new Int32(0), '*'));
  },
  $min: ({ document, path, argument }) => {
    const current = fieldAt(document, path);
    if (current === undefined || compare(argument, current) < 0) putAt(document, path, argument);
  },
  $max: ({ document, path, argument }) => {
    const current = fieldAt(document, path);
    if (current === undefined || compare(argument, current) > 0) putAt(document, path, argument);
  },
  $rename: ({ document, path, argument }) => {
    const target = String(argument).split('.');
    if (crossesArray(document, path) || crossesArray(document, target)) {
      throw new CommandError(
        'BadValue',
        `$rename cannot pass through an array: '${path.join('.')}' to '${target.join('.')}'`,
      );
    }
    const value = fieldAt(document, path);
    if (value === undefined) return;
    removeAt(document, path);
    putAt(document, target, value);
  },
  $currentDate: ({ document, path, argument }) => {
    const type = isDocument(argument) && Object.keys(argument).join() === '$type' ? argument['$type'] : argument;
    if (type !== true && type !== 'date' && type !== 'timestamp') {
      throw new CommandError('BadValue', "$currentDate needs true or { $type: 'date' | 'timestamp' }");
    }
    const seconds = Math.floor(Date.now() / 1000);
    putAt(document, path, type === 'timestamp' ? new Timestamp({ t: seconds, i: 1 }) : new Date());
  },
  $push: (step) => {
    const { each, position, slice, sort } = pushArguments(step.argument);
    let list = [...arrayAt(step, '$push')];
    const at = position ?? list.length;
    list.splice(at < 0 ? Math.max(0, list.length + at) : at, 0, ...each);
    if (isDocument(sort)) list = new Sorter(parseSort(sort)).sorted(list);
    else if (sort !== undefined) {
      const direction = integer(sort, '$sort');
      if (Math.abs(direction) !== 1) throw new CommandError('BadValue', '$sort must be 1, -1 or a document');
      list.sort((a, b) => compare(a, b) * direction);
    }
    if (slice !== undefined) list = slice < 0 ? list.slice(slice) : list.slice(0, slice);
    putAt(step.document, step.path, list);
  },
  $addToSet: (step) => {
    const list = [...arrayAt(step, '$addToSet')];
    const { each } = isDocument(step.argument) ? modifiers(step.argument, ['$each']) : { each: [step.argument] };
    for (const item of each) if (!list.some((known) => equal(known, item))) list.push(item);
    putAt(step.document, step.path, list);
  },
  $pull: (step) => {
    const matches = elementMatcher(step.argument);
    keep(step, '$pull', (item) => !matches(item));
  },
  $pullAll: (step) => {
    const { argument } = step;
    if (!Array.isArray(argument)) throw new CommandError('BadValue', '$pullAll requires an array argument');
    keep(step, '$pullAll', (item) => !argument.some((unwanted) => equal(unwanted, item)));
  },
  $pop: (step) => {
    const end = integer(step.argument, '$pop');
    if (Math.abs(end) !== 1) throw new CommandError('FailedToParse', '$pop expects 1 or -1');
    const list = arrayAt(step, '$pop');
    if (list.length > 0) putAt(step.document, step.path, end === 1 ? list.slice(0, -1) : list.slice(1));
  },
};

function keep(step: Step, name: string, wanted: (item: unknown) => boolean): void {
  if (fieldAt(step.document, step.path) !== undefined)
    putAt(step.document, step.path, arrayAt(step, name).filter(wanted));
}

function arrayAt({ document, path }: Step, name: string): unknown[] {
  const value = fieldAt(document, path);
  if (value === undefined) return [];
  if (Array.isArray(value)) return value;
  throw new CommandError('BadValue', `Cannot apply ${name} to a non-array value: the field '${path.join('.')}'`);
}

interface PushArguments {
  each: unknown[];
  position?: number | undefined;
  slice?: number | undefined;
  sort?: unknown;
}

function pushArguments(argument: unknown): PushArguments {
  return isDocument(argument) ? modifiers(argument, ['$each', '$position', '$slice', '$sort']) : { each: [argument] };
}

/** The modifiers beside `$each`; a document without modifiers is itself the one value. */
function modifiers(argument: Document, known: string[]): PushArguments {
  const names = Object.keys(argument).filter((name) => name.startsWith('$'));
  if (names.length === 0) return { each: [argument] };
  const unknown = Object.keys(argument).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new CommandError('BadValue', `Unrecognized clause beside $each: ${unknown}`);
  const { $each: each, $position: position, $slice: slice, $sort: sort } = argument;
  if (!Array.isArray(each)) throw new CommandError('BadValue', 'The argument to $each must be an array');
  return {
    each,
    position: position === undefined ? undefined : integer(position, '$position'),
    slice: slice === undefined ? undefined : integer(slice, '$slice'),
    sort,
  };
}

type BsonNumber = number | Int32 | Double | Long;

function number({ path }: Step, value: unknown): BsonNumber {
  if (value instanceof Decimal128) throw notSupported('arithmetic on Decimal128');
  const known = typeof value === 'number' || value instanceof Int32 || value instanceof Double || value instanceof Long;
  if (known && numeric(value) !== undefined) return value;
  throw new CommandError(
    'TypeMismatch',
    `Cannot apply arithmetic to the field '${path.join('.')}': a value of it is not a number`,
  );
}

/** Integers stay integers and grow from 32 to 64 bits; with a double the result is a double. */
function arithmetic(step: Step, current: unknown, sign: '+' | '*'): BsonNumber {
  const [a, b] = [number(step, current), number(step, step.argument)];
  const [x, y] = [numeric(a), numeric(b)];
  if (a instanceof Double || b instanceof Double || x === undefined || y === undefined) {
    return new Double(sign === '+' ? Number(x) + Number(y) : Number(x) * Number(y));
  }
  const [left, right] = [BigInt(x.toString()), BigInt(y.toString())];
  const result = sign === '+' ? left + right : left * right;
  const small = !(a instanceof Long) && !(b instanceof Long) && BigInt.asIntN(32, result) === result;
  if (small) return new Int32(Number(result));
  if (BigInt.asIntN(64, result) !== result) {
    throw new CommandError('BadValue', `Failed to apply arithmetic to '${step.path.join('.')}': it overflows 64 bits`);
  }
  return Long.fromBigInt(result);
}
