/** The query operators of a field: each makes a test of one path from its argument. The table is the whole list. */
import { BSONRegExp, Double, Int32, Long, Decimal128 } from 'bson';
import { compileRegex, type LinearRegex, RegexRefusedError } from '#libs/linear-regex';
import { CommandError } from '../command-error.js';
import { type Document, integer, isDocument, isTrue, numeric, own } from '../values/bson.js';
import { compare, equal, fraction, isNaNValue } from '../values/compare.js';
import { type Path, type Position, visit } from '../values/path.js';
import { RANK, rankOf } from '../values/rank.js';

export type Predicate = (document: unknown, position?: Position) => boolean;
export type PathTest = (path: Path) => Predicate;
/** What operators that hold conditions need from the matcher. */
export interface Compiler {
  filter(filter: Document): Predicate;
  field(condition: unknown): PathTest;
}
type Operator = (argument: unknown, condition: Document, compiler: Compiler) => PathTest;

const TYPE_CODES: Record<string, number> = {
  double: 1,
  string: 2,
  object: 3,
  array: 4,
  binData: 5,
  objectId: 7,
  bool: 8,
  date: 9,
  null: 10,
  regex: 11,
  int: 16,
  timestamp: 17,
  long: 18,
  decimal: 19,
  minKey: -1,
  maxKey: 127,
};

export const OPERATORS: Readonly<Record<string, Operator>> = {
  $eq: (value) => equalTo(value),
  $ne: (value) => not(equalTo(value)),
  $gt: (value) => ordered(value, false, (order) => order > 0),
  $gte: (value) => ordered(value, true, (order) => order >= 0),
  $lt: (value) => ordered(value, false, (order) => order < 0),
  $lte: (value) => ordered(value, true, (order) => order <= 0),
  $in: (values) => oneOf(values, '$in'),
  $nin: (values) => not(oneOf(values, '$nin')),
  $exists: (wanted) => {
    const exists = leaf((value, whole) => whole && value !== undefined);
    return isTrue(wanted) ? exists : not(exists);
  },
  $type: (types) => {
    const codes = new Set((Array.isArray(types) ? types : [types]).flatMap(typeCodes));
    return leaf((value) => value !== undefined && codes.has(typeCode(value) ?? NaN));
  },
  $regex: (pattern, condition) => {
    const regex = toRegex(pattern, own(condition, '$options'));
    return leaf((value) => typeof value === 'string' && regex.test(value));
  },
  $options: (_options, condition) => {
    if (!Object.hasOwn(condition, '$regex')) throw new CommandError('BadValue', '$options needs a $regex');
    return () => () => true;
  },
  $mod: (argument) => {
    if (!Array.isArray(argument) || argument.length !== 2)
      throw new CommandError('BadValue', 'malformed mod, needs two numbers');
    const [divisor, remainder] = argument.map((item) => integral(item));
    if (divisor === undefined || remainder === undefined || divisor === 0n) {
      throw new CommandError('BadValue', 'malformed mod, needs a divisor other than 0 and a remainder');
    }
    return leaf((value) => {
      const number = integral(value);
      return number !== undefined && number % divisor === remainder;
    });
  },
  $size: (size) => {
    const length = integer(size, '$size');
    if (length < 0) throw new CommandError('BadValue', '$size may not be negative');
    return leaf((value, whole) => whole && Array.isArray(value) && value.length === length);
  },
  $all: (values, _condition, compiler) => {
    if (!Array.isArray(values)) throw new CommandError('BadValue', '$all needs an array');
    const tests = values.map((value): PathTest => {
      if (value instanceof BSONRegExp) return matching(value);
      return isOperators(value) ? compiler.field(value) : equalTo(value);
    });
    return tests.length === 0 ? () => () => false : every(tests);
  },
  $elemMatch: (query, _condition, compiler) => {
    const test = elementTest(query, compiler);
    return (path) => (document, position) =>
      visit(document, {
        path,
        test: (value, whole) => {
          const index = whole && Array.isArray(value) ? value.findIndex(test) : -1;
          if (index >= 0 && position !== undefined) position.index = index;
          return index >= 0;
        },
      });
  },
  $not: (condition, _outer, compiler) => {
    if (condition instanceof BSONRegExp) return not(matching(condition));
    if (!isOperators(condition)) throw new CommandError('BadValue', '$not needs a regex or a document of operators');
    return not(compiler.field(condition));
  },
};

/** A document whose first key is an operator. */
export function isOperators(value: unknown): value is Document {
  return isDocument(value) && Object.keys(value)[0]?.startsWith('$') === true;
}

export function every(tests: PathTest[]): PathTest {
  return (path) => {
    const predicates = tests.map((test) => test(path));
    return (document, position) => predicates.every((predicate) => predicate(document, position));
  };
}

/** What `$elemMatch` and `$pull` ask of one element: operators on the element itself, or a filter on its fields. */
export function elementTest(query: unknown, compiler: Compiler): (element: unknown) => boolean {
  if (!isDocument(query)) throw new CommandError('BadValue', '$elemMatch needs an Object');
  if (isOperators(query) && !/^\$(and|or|nor|expr)$/.test(Object.keys(query)[0] ?? '')) {
    const predicate = compiler.field(query)(['element']);
    return (element) => predicate({ element });
  }
  const predicate = compiler.filter(query);
  return (element) => isDocument(element) && predicate(element);
}

/** `{ field: /regex/ }`: strings that match, and the same regex. */
export function matching(pattern: BSONRegExp): PathTest {
  const regex = toRegex(pattern);
  return leaf((value) =>
    typeof value === 'string' ? regex.test(value) : value instanceof BSONRegExp && equal(value, pattern),
  );
}

export function equalTo(wanted: unknown): PathTest {
  rankOf(wanted); // a type that cannot be compared is refused before the first document
  if (wanted === null || wanted === undefined) return leaf((value) => value === undefined || value === null);
  return leaf((value) => value !== undefined && equal(value, wanted));
}

function leaf(test: (value: unknown, whole: boolean) => boolean): PathTest {
  return (path) => (document, position) => visit(document, { path, test }, position);
}

function not(test: PathTest): PathTest {
  return (path) => {
    const predicate = test(path);
    return (document) => !predicate(document);
  };
}

/** Compares within the operand's own type only, except with MinKey and MaxKey; NaN is ordered with NaN alone. */
function ordered(operand: unknown, orEqual: boolean, accepts: (order: number) => boolean): PathTest {
  const rank = rankOf(operand);
  if (rank === RANK.minKey || rank === RANK.maxKey) {
    return leaf((value) => value !== undefined && accepts(compare(value, operand)));
  }
  if (rank === RANK.regex) throw new CommandError('BadValue', 'a regex cannot be compared by order');
  if (rank === RANK.null) return orEqual ? equalTo(null) : () => () => false;
  const nan = isNaNValue(operand);
  return leaf(
    (value) =>
      value !== undefined && rankOf(value) === rank && isNaNValue(value) === nan && accepts(compare(value, operand)),
  );
}

function oneOf(values: unknown, name: string): PathTest {
  if (!Array.isArray(values)) throw new CommandError('BadValue', `${name} needs an array`);
  if (values.some(isOperators)) throw new CommandError('BadValue', `cannot nest $ under ${name}`);
  const patterns = values.filter((value) => value instanceof BSONRegExp);
  const texts = new Set(values.filter((value) => typeof value === 'string'));
  const others = values.filter((value) => typeof value !== 'string');
  others.forEach(rankOf);
  const regexes = patterns.map((pattern) => toRegex(pattern));
  const hasNull = others.some((value) => value === null || value === undefined);
  return leaf((value) => {
    if (typeof value === 'string') return texts.has(value) || regexes.some((regex) => regex.test(value));
    return value === undefined ? hasNull : others.some((other) => equal(value, other));
  });
}

function toRegex(pattern: unknown, options?: unknown): LinearRegex {
  const [source, own] = pattern instanceof BSONRegExp ? [pattern.pattern, pattern.options] : [pattern, ''];
  if (typeof source !== 'string') throw new CommandError('BadValue', '$regex has to be a string');
  if (options !== undefined && (typeof options !== 'string' || own !== '')) {
    throw new CommandError('BadValue', 'options set in both $regex and $options, or $options is no string');
  }
  try {
    return compileRegex(source, options ?? own);
  } catch (error) {
    if (error instanceof RegexRefusedError)
      throw new CommandError('BadValue', `The regular expression ${error.message}`);
    throw error;
  }
}

/** The number without its decimals; undefined for what is no finite number. */
function integral(value: unknown): bigint | undefined {
  const number = numeric(value);
  const exact = number === undefined ? NaN : fraction(number);
  return typeof exact === 'number' ? undefined : exact.numerator / exact.denominator;
}

function typeCodes(type: unknown): number[] {
  if (type === 'number') return [1, 16, 18, 19];
  const code =
    typeof type === 'string'
      ? Object.hasOwn(TYPE_CODES, type)
        ? TYPE_CODES[type]
        : undefined
      : integer(type, '$type');
  if (code === undefined || !Object.values(TYPE_CODES).includes(code)) {
    throw new CommandError('BadValue', `$type: the type ${String(type)} is unknown or not supported`);
  }
  return [code];
}

function typeCode(value: unknown): number | undefined {
  if (value instanceof Int32) return TYPE_CODES['int'];
  if (value instanceof Double) return TYPE_CODES['double'];
  if (value instanceof Decimal128) return TYPE_CODES['decimal'];
  if (typeof value === 'number')
    return TYPE_CODES[Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? 'int' : 'double'];
  const rank = rankOf(value);
  if (rank === RANK.number && value instanceof Long) return TYPE_CODES['long'];
  return RANK_CODES.get(rank);
}

const RANK_CODES = new Map<number, number>([
  [RANK.string, 2],
  [RANK.document, 3],
  [RANK.array, 4],
  [RANK.binary, 5],
  [RANK.objectId, 7],
  [RANK.boolean, 8],
  [RANK.date, 9],
  [RANK.null, 10],
  [RANK.regex, 11],
  [RANK.timestamp, 17],
  [RANK.minKey, -1],
  [RANK.maxKey, 127],
]);
