/**
 * What an update makes of a document: replacement or operators, never in place. The operators themselves are in
 * `operators.ts`; here are the rules for paths: which parts of the document `$`, `$[]` and `$[id]` mean, that no two
 * operators touch the same field, and that `_id` stays.
 */
import { BSONRegExp } from 'bson';
import { CommandError, notSupported } from '../command-error.js';
import { matcher } from '../query/match.js';
import { copyDocument, define, type Document, isDocument, own } from '../values/bson.js';
import { equal } from '../values/compare.js';
import { OPERATORS } from './operators.js';
import { fieldAt, putAt } from './fields.js';

export interface Update {
  change: unknown;
  arrayFilters?: readonly Document[] | undefined;
}

export interface Target {
  /** True for the document that an upsert is about to store. */
  inserting: boolean;
  /** Index of the array element that the filter met; what `$` stands for. */
  position: number | undefined;
}

type ElementFilters = Map<string, (element: unknown) => boolean>;

export function isReplacement(change: unknown): change is Document {
  return isDocument(change) && Object.keys(change)[0]?.startsWith('$') !== true;
}

/** @throws CommandError when the update is not valid for any document */
export function checkUpdate({ change, arrayFilters }: Update): void {
  if (!isDocument(change)) throw notSupported('an update that is a pipeline');
  if (!isReplacement(change))
    elementFilters(
      arrayFilters ?? [],
      assignments(change).map(({ path }) => path),
    );
}

/** @throws CommandError when the update is not valid for this document; the document is not changed */
export function updated(before: Document, update: Update, target: Target): Document {
  checkUpdate(update);
  const result = isReplacement(update.change) ? replaced(before, update.change) : operated(before, update, target);
  const [from, to] = [own(before, '_id'), own(result, '_id')];
  if (from !== undefined && (to === undefined || !equal(from, to))) {
    throw new CommandError(
      'ImmutableField',
      "Performing an update on the path '_id' would modify the immutable field '_id'",
    );
  }
  return result;
}

/** The document an upsert starts from: the filter's equalities. */
export function seedOf(filter: Document): Document {
  const seed: Document = {};
  collect(filter);
  return seed;

  function collect(part: Document): void {
    for (const [key, value] of Object.entries(part)) {
      if (key === '$and' && Array.isArray(value)) value.filter(isDocument).forEach(collect);
      else if (key === '$or' && Array.isArray(value) && value.length === 1) value.filter(isDocument).forEach(collect);
      else if (!key.startsWith('$')) {
        const wanted = equality(value);
        if (wanted.length > 0) putAt(seed, key.split('.'), wanted[0]);
      }
    }
  }
}

/** The one value that a condition allows, as a list that is empty when there is none. */
function equality(condition: unknown): unknown[] {
  if (!isDocument(condition) || Object.keys(condition)[0]?.startsWith('$') !== true) {
    return condition instanceof BSONRegExp ? [] : [condition];
  }
  if (Object.hasOwn(condition, '$eq')) return [condition['$eq']];
  const list = condition['$in'] ?? condition['$all'];
  return Array.isArray(list) && list.length === 1 && !isDocument(list[0]) ? list : [];
}

function replaced(before: Document, replacement: Document): Document {
  for (const key of Object.keys(replacement)) {
    if (key.startsWith('$'))
      throw new CommandError('DollarPrefixedFieldName', `The field '${key}' is not valid in a replacement`);
  }
  const id = own(before, '_id');
  return id === undefined || Object.hasOwn(replacement, '_id')
    ? copyDocument(replacement)
    : { _id: id, ...copyDocument(replacement) };
}

function operated(before: Document, { change, arrayFilters }: Update, target: Target): Document {
  const result = copyDocument(before);
  const work = assignments(change);
  const filters = elementFilters(
    arrayFilters ?? [],
    work.map(({ path }) => path),
  );
  for (const { operator, path, argument } of work) {
    if (operator === '$setOnInsert' && !target.inserting) continue;
    for (const concrete of concretePaths(result, path, { filters, position: target.position })) {
      OPERATORS[operator]?.({ document: result, path: concrete, argument });
    }
  }
  return result;
}

interface Assignment {
  operator: string;
  path: string;
  argument: unknown;
}

function assignments(change: unknown): Assignment[] {
  const work: Assignment[] = [];
  const touched: string[] = [];
  for (const [operator, fields] of Object.entries(isDocument(change) ? change : {})) {
    if (!Object.hasOwn(OPERATORS, operator)) {
      throw new CommandError(
        'FailedToParse',
        `Unknown modifier: ${operator}. It is no update operator, or not supported by the embedded store`,
      );
    }
    if (!isDocument(fields))
      throw new CommandError('FailedToParse', `Modifiers operate on fields, but ${operator} has none`);
    for (const [path, argument] of Object.entries(fields)) {
      work.push({ operator, path, argument });
      touched.push(path);
      if (operator !== '$rename') continue;
      if (typeof argument !== 'string')
        throw new CommandError('BadValue', "The 'to' field for $rename must be a string");
      if (/(^|\.)\$/.test(`${path}.${argument}`))
        throw new CommandError('BadValue', `$rename cannot use the path ${path}`);
      touched.push(argument);
    }
  }
  checkPaths(touched);
  return work.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function checkPaths(paths: string[]): void {
  for (const path of paths) {
    if (path.split('.').includes('')) {
      throw new CommandError(
        'EmptyFieldName',
        `The update path '${path}' contains an empty field name, which is not allowed.`,
      );
    }
    if (path === '$' || path.startsWith('$'))
      throw new CommandError('DollarPrefixedFieldName', `The update path '${path}' may not begin with '$'`);
  }
  // With a zero as separator a path sorts directly before the paths below it.
  const sorted = paths.map((path) => path.replaceAll('.', '\0')).sort();
  for (const [i, path] of sorted.entries()) {
    const previous = sorted[i - 1];
    if (previous === undefined || (path !== previous && !path.startsWith(`${previous}\0`))) continue;
    const [name, other] = [path, previous].map((text) => text.replaceAll('\0', '.'));
    throw new CommandError(
      'ConflictingUpdateOperators',
      `Updating the path '${name ?? ''}' would create a conflict at '${other ?? ''}'`,
    );
  }
}

function elementFilters(arrayFilters: readonly Document[], paths: string[]): ElementFilters {
  const filters: ElementFilters = new Map();
  for (const filter of arrayFilters) {
    const names = new Set(identifiers(filter));
    const [name] = names;
    if (name === undefined || names.size > 1)
      throw new CommandError('FailedToParse', 'An array filter needs exactly one identifier');
    if (filters.has(name))
      throw new CommandError('FailedToParse', `Found multiple array filters with the identifier '${name}'`);
    if (!paths.some((path) => path.includes(`$[${name}]`))) {
      throw new CommandError('FailedToParse', `The array filter for identifier '${name}' was not used in the update`);
    }
    const predicate = matcher(filter);
    filters.set(name, (element) => {
      const wrapped: Document = {};
      define(wrapped, name, element);
      return predicate(wrapped);
    });
  }
  return filters;
}

function identifiers(filter: Document): string[] {
  return Object.entries(filter).flatMap(([key, value]) => {
    if (!key.startsWith('$')) return [key.split('.')[0] ?? ''];
    return Array.isArray(value) ? value.filter(isDocument).flatMap(identifiers) : [];
  });
}

/** The paths that a path with `$`, `$[]` and `$[id]` stands for in this document. */
function concretePaths(
  document: Document,
  path: string,
  { filters, position }: { filters: ElementFilters; position: number | undefined },
): string[][] {
  let paths: string[][] = [[]];
  for (const part of path.split('.')) {
    if (part === '$') {
      if (position === undefined) {
        throw new CommandError('BadValue', 'The positional operator did not find the match needed from the query.');
      }
      paths = paths.map((known) => [...known, String(position)]);
    } else if (part.startsWith('$[') && part.endsWith(']')) {
      const identifier = part.slice(2, -1);
      const accepts = identifier === '' ? () => true : filters.get(identifier);
      if (accepts === undefined) {
        throw new CommandError('BadValue', `No array filter found for identifier '${identifier}' in path '${path}'`);
      }
      paths = paths.flatMap((known) =>
        elementsAt(document, known).flatMap((item, i) => (accepts(item) ? [[...known, String(i)]] : [])),
      );
    } else paths = paths.map((known) => [...known, part]);
  }
  return paths;
}

function elementsAt(document: Document, path: string[]): unknown[] {
  const value = fieldAt(document, path);
  if (Array.isArray(value)) return value;
  throw new CommandError(
    'BadValue',
    `The path '${path.join('.')}' must exist in the document in order to apply array updates.`,
  );
}
