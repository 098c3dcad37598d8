/**
 * Aggregation expressions, evaluated by mingo. The table is the whole list: no entry runs JavaScript or a backtracking
 * regex, and those that compare are this store's own, because mingo compares several BSON types wrongly. mingo knows
 * JavaScript numbers only, so a document with a Decimal128 or an integer beyond 2^53 is refused.
 */
import { Decimal128 } from 'bson';
import { Context, evalExpr, ProcessingMode } from 'mingo/core';
import * as mingo from 'mingo/operators/expression';
import { type Any, type AnyObject, type Options } from 'mingo/types';
import { CommandError, notSupported } from '../command-error.js';
import { define, type Document, isDocument, numeric, own } from '../values/bson.js';
import { compare, equal } from '../values/compare.js';
import { type Expressions, matcher } from './match.js';

type Expression = (object: AnyObject, argument: Any, options: Options) => Any;

const compared = (accepts: (order: number) => Any): Expression => {
  return (object, argument, options) => {
    const [a, b] = pair(evalExpr(object, argument, options));
    // Here, unlike in a filter, a missing field is less than null.
    const order = Number(b === undefined) - Number(a === undefined);
    return accepts(order === 0 ? Math.sign(compare(a, b)) : order);
  };
};

const EXPRESSIONS: Readonly<Record<`$${string}`, Expression>> = {
  $eq: compared((order) => order === 0),
  $ne: compared((order) => order !== 0),
  $gt: compared((order) => order > 0),
  $gte: compared((order) => order >= 0),
  $lt: compared((order) => order < 0),
  $lte: compared((order) => order <= 0),
  $cmp: compared((order) => order),
  $in: (object, argument, options) => {
    const [item, list] = pair(evalExpr(object, argument, options));
    if (!Array.isArray(list)) throw new CommandError('BadValue', '$in requires an array as a second argument');
    return list.some((other) => equal(other, item));
  },
  $regexMatch: (object, argument, options) => {
    const fields = objectOf(argument);
    const text = evalExpr(object, own(fields, 'input'), options) ?? null;
    const condition: Document = { $regex: evalExpr(object, own(fields, 'regex'), options) };
    if (Object.hasOwn(fields, 'options')) condition['$options'] = own(fields, 'options');
    if (text !== null && typeof text !== 'string')
      throw new CommandError('BadValue', '$regexMatch needs input to be a string');
    return matcher({ text: condition })({ text });
  },
  $size: (object, argument, options) => {
    const list = evalExpr(object, argument, options);
    if (!Array.isArray(list)) throw new CommandError('BadValue', 'The argument to $size must be an array');
    return list.length;
  },
  ...pick(
    ['$abs', '$add', '$ceil', '$divide', '$floor', '$mod', '$multiply', '$pow', '$sqrt', '$subtract', '$trunc'],
    ['$and', '$or', '$not', '$cond', '$ifNull', '$switch', '$let', '$literal', '$isNumber'],
    ['$arrayElemAt', '$concatArrays', '$filter', '$isArray', '$map', '$reduce', '$reverseArray', '$slice'],
    ['$concat', '$ltrim', '$rtrim', '$trim', '$split', '$strLenCP', '$substrCP', '$toLower', '$toUpper'],
    ['$dateToString', '$year', '$month', '$dayOfMonth', '$hour', '$minute', '$second'],
    ['$mergeObjects', '$objectToArray'],
  ),
};

/** Options under which mingo runs with nothing but the table. */
export function mingoOptions(variables: Readonly<Document> = {}): Options {
  return {
    idKey: '_id',
    processingMode: ProcessingMode.CLONE_OFF,
    useStrictMode: true,
    scriptEnabled: false,
    failOnError: true,
    variables,
    context: Context.init({ expression: EXPRESSIONS }),
  };
}

/** For `$expr` in filters. */
export function expressionsWith(options: Options): Expressions {
  return (expression) => {
    checkExpression(expression);
    const plain = toPlain(expression);
    return (document) => evalExpr(toPlainDocument(document), plain, options);
  };
}

/** @throws CommandError naming an expression that is not in the table, wherever it stands */
export function checkExpression(expression: unknown): void {
  if (Array.isArray(expression)) expression.forEach(checkExpression);
  if (!isDocument(expression)) return;
  for (const [key, value] of Object.entries(expression)) {
    if (key.startsWith('$') && !Object.hasOwn(EXPRESSIONS, key)) throw notSupported(`the expression ${key}`);
    if (key !== '$literal') checkExpression(value);
  }
}

/** JavaScript numbers for BSON numbers. @throws CommandError for what they cannot express */
export function toPlain(value: unknown): unknown {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(toPlain);
  if (isDocument(value)) return toPlainDocument(value);
  const number = numeric(value);
  if (number === undefined || typeof number === 'number') return number ?? value;
  if (number instanceof Decimal128 || !Number.isSafeInteger(Number(number))) {
    throw notSupported(`${number instanceof Decimal128 ? 'a Decimal128' : 'an integer beyond 2^53'} in an aggregation`);
  }
  return Number(number);
}

export function toPlainDocument(document: Document): Document {
  const plain: Document = {};
  for (const [key, value] of Object.entries(document)) {
    if (key === '__proto__') throw notSupported('the field name __proto__ in an aggregation');
    define(plain, key, toPlain(value));
  }
  return plain;
}

function pick(...groups: (keyof typeof mingo)[][]): Record<string, Expression> {
  return Object.fromEntries(
    groups.flat().map((name) => {
      const operator: unknown = mingo[name];
      if (typeof operator !== 'function') throw new TypeError(`mingo has no ${name}`);
      // mingo types the argument of each operator; here it is what a client sent, and mingo checks it.
      return [name, (...parameters: unknown[]): unknown => Reflect.apply(operator, undefined, parameters)];
    }),
  );
}

function pair(values: Any): Any[] {
  if (Array.isArray(values) && values.length === 2) return values;
  throw new CommandError('BadValue', 'the expression takes exactly 2 arguments');
}

function objectOf(value: Any): Document {
  if (isDocument(value)) return value;
  throw new CommandError('BadValue', 'the expression needs a document of arguments');
}
