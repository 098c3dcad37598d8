/** Projections of `find` and `findAndModify`: fields in or out, `$slice` and `$elemMatch`. Expressions are refused. */
import { CommandError, notSupported } from '../command-error.js';
import { define, type Document, integer, isDocument, isTrue, numeric, own } from '../values/bson.js';
import { elementMatcher } from './match.js';

type Node =
  | { kind: 'field' }
  | { kind: 'value'; change: (value: unknown) => unknown }
  | { kind: 'tree'; children: Map<string, Node> };
type Mode = 'include' | 'exclude';

/** @throws CommandError for a mixture of fields in and out, overlapping paths, and what is not supported */
export function projection(spec: Document): (document: Document) => Document {
  const root = new Map<string, Node>();
  let mode: Mode | undefined;
  let withId = true;
  for (const [path, value] of flattenProjection(spec)) {
    const node = parse(path, value);
    if (path === '_id' && node.kind === 'field') {
      withId = isTrue(value);
      if (withId && Object.keys(spec).length === 1) mode = 'include';
      continue;
    }
    const wanted = modeOf(value);
    if (wanted !== undefined && mode !== undefined && wanted !== mode) {
      throw new CommandError(
        'BadValue',
        `Cannot do ${wanted === 'include' ? 'inclusion' : 'exclusion'} on field ${path} in ${mode} projection`,
      );
    }
    mode ??= wanted;
    insert(root, path.split('.'), node);
  }
  if (mode === 'include') {
    if (withId) root.set('_id', { kind: 'field' });
    return (document) => include(document, root);
  }
  if (!withId) root.set('_id', { kind: 'field' });
  return (document) => exclude(document, root);
}

export function* flattenProjection(spec: Document, prefix = ''): Generator<[string, unknown]> {
  for (const [key, value] of Object.entries(spec)) {
    const nested = isDocument(value) && Object.keys(value).every((name) => !name.startsWith('$'));
    if (nested && Object.keys(value).length > 0) yield* flattenProjection(value, `${prefix}${key}.`);
    else yield [prefix + key, value];
  }
}

/** `$slice` alone leaves the other fields in. */
function modeOf(value: unknown): Mode | undefined {
  if (isDocument(value)) return Object.hasOwn(value, '$slice') ? undefined : 'include';
  return isTrue(value) ? 'include' : 'exclude';
}

function parse(path: string, value: unknown): Node {
  if (path.split('.').some((name) => name === '' || name.startsWith('$')))
    throw notSupported(`the projection of ${path}`);
  if (typeof value === 'boolean' || numeric(value) !== undefined) return { kind: 'field' };
  const [operator, ...more] = isDocument(value) ? Object.keys(value) : [];
  if (isDocument(value) && more.length === 0 && operator === '$slice')
    return { kind: 'value', change: slicer(value['$slice']) };
  if (isDocument(value) && more.length === 0 && operator === '$elemMatch') {
    if (!isDocument(value['$elemMatch'])) throw new CommandError('BadValue', '$elemMatch needs an Object');
    const test = elementMatcher(value['$elemMatch']);
    return {
      kind: 'value',
      change: (list) => {
        const index = Array.isArray(list) ? list.findIndex(test) : -1;
        return Array.isArray(list) && index >= 0 ? [list[index]] : undefined;
      },
    };
  }
  throw notSupported(`a projection by ${operator ?? 'a value'} (use an aggregation)`);
}

function slicer(argument: unknown): (value: unknown) => unknown {
  const [first, second] = Array.isArray(argument)
    ? argument.map((item) => integer(item, '$slice'))
    : [integer(argument, '$slice')];
  if (
    first === undefined ||
    (Array.isArray(argument) && (argument.length !== 2 || second === undefined || second <= 0))
  ) {
    throw new CommandError('BadValue', '$slice needs a number, or a number to skip and a positive number to return');
  }
  return (value: unknown): unknown => {
    if (!isList(value)) return value;
    if (second === undefined) return first < 0 ? value.slice(first) : value.slice(0, first);
    const start = first < 0 ? Math.max(0, value.length + first) : first;
    return value.slice(start, start + second);
  };
}

function insert(level: Map<string, Node>, [name = '', ...rest]: string[], node: Node): void {
  const existing = level.get(name);
  if (rest.length === 0 ? existing !== undefined : existing !== undefined && existing.kind !== 'tree') {
    throw new CommandError('BadValue', `Path collision at ${name}`);
  }
  if (rest.length === 0) {
    level.set(name, node);
    return;
  }
  const children = existing?.kind === 'tree' ? existing.children : new Map<string, Node>();
  level.set(name, { kind: 'tree', children });
  insert(children, rest, node);
}

function include(document: Document, nodes: Map<string, Node>): Document {
  const result: Document = {};
  for (const [key, value] of Object.entries(document)) {
    const node = nodes.get(key);
    if (node === undefined) continue;
    const kept =
      node.kind === 'field' ? value : node.kind === 'value' ? node.change(value) : includeBelow(value, node.children);
    if (kept !== undefined) define(result, key, kept);
  }
  return result;
}

function includeBelow(value: unknown, nodes: Map<string, Node>): unknown {
  if (Array.isArray(value)) return value.map((item) => includeBelow(item, nodes)).filter((item) => item !== undefined);
  return isDocument(value) ? include(value, nodes) : undefined;
}

function exclude(document: Document, nodes: Map<string, Node>): Document {
  const result: Document = {};
  for (const key of Object.keys(document)) {
    const [node, value] = [nodes.get(key), own(document, key)];
    if (node?.kind === 'field') continue;
    define(
      result,
      key,
      node === undefined ? value : node.kind === 'value' ? node.change(value) : excludeBelow(value, node.children),
    );
  }
  return result;
}

function excludeBelow(value: unknown, nodes: Map<string, Node>): unknown {
  if (Array.isArray(value)) return value.map((item) => excludeBelow(item, nodes));
  return isDocument(value) ? exclude(value, nodes) : value;
}

function isList(value: unknown): value is unknown[] {
  return Array.isArray(value);
}
