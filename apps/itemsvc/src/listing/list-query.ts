/**
 * The parameters of a list: `query`, `project`, `page` and `sort`, each a JSON text. They are read and checked here;
 * running them, and narrowing them to what a caller may see, is left to the repositories.
 */
import type { Principal } from '#libs/access';
import { isJsonObject, type JsonObject } from '#libs/contracts';
import { type FieldProblem, validationFailed } from '#libs/errors';
import { type PageRange, rangeOf } from '#libs/service-kit';
import { type KnownFields } from './field-path.js';
import { filterProblems } from './filter.js';
import { foreignOrderProblems, withinOwnNamespaces } from './own-namespaces.js';
import { parseJsonText } from './json-text.js';
import { readPage } from './page.js';
import { type Projection, readProjection, readSort, type Sort } from './sort-and-projection.js';

/** As they stand in the URL, after the checks of `listParameters`. `_offset` and `_pageSize` may stand for `page`. */
export interface ListParameters {
  query?: string | undefined;
  project?: string | undefined;
  page?: string | undefined;
  sort?: string | undefined;
  _after?: string | undefined;
  _offset?: number | undefined;
  _pageSize?: number | undefined;
}

export interface ListQuery extends PageRange {
  /** A MongoDB filter made of allowed operators only; `{}` when none was given. */
  filter: JsonObject;
  /** Undefined when whole documents are wanted. */
  projection: Projection | undefined;
  /** Empty when no order was asked for. */
  sort: Sort;
  /** The list begins after the entry of this `_id`, which need not be there any more; `sort` is empty then. */
  after?: string;
}

const MAX_PARAMETER_BYTES = 16 * 1024;

/** Root fields that parameters may name. */
export interface ListFields {
  /** In `query` and `sort`: what is stored. */
  stored: KnownFields;
  /** In `project`: what is answered. */
  shown: KnownFields;
}

/**
 * @param principal whose namespaces alone the list may ask for
 * @throws ToolrackError `ValidationFailed` that names every problem by its path (`query.$where`, `page._pageSize`)
 */
export function readListQuery(parameters: ListParameters, fields: ListFields, principal: Principal): ListQuery {
  const problems: FieldProblem[] = [];
  const read = (name: 'query' | 'project' | 'page' | 'sort'): JsonObject | undefined =>
    readObject(name, parameters[name], problems);

  const given = read('query') ?? {};
  problems.push(...filterProblems(given, 'query', fields.stored));
  // What is nested without bound was refused by now, and is not walked through.
  const filter = problems.length > 0 ? given : withinOwnNamespaces(given, principal, { path: 'query', problems });
  const projection = readProjection(read('project') ?? {}, { fields: fields.shown, problems });
  const sort = readSort(read('sort') ?? {}, { fields: fields.stored, problems });
  problems.push(...foreignOrderProblems(Object.keys(sort), principal));
  const { _after, _offset, _pageSize } = parameters;
  if (_after !== undefined && Object.keys(sort).length > 0) {
    problems.push({ path: '_after', message: 'goes by the order of _ids; leave out sort, or go on with _offset' });
  }
  if (parameters.page !== undefined && (_offset !== undefined || _pageSize !== undefined)) {
    problems.push({ path: 'page', message: 'is given together with _offset or _pageSize; give one of the two' });
  }
  const page = parameters.page === undefined ? rangeOf(parameters) : readPage(read('page') ?? {}, problems);

  if (problems.length > 0) throw validationFailed(problems);
  const projects = Object.keys(projection).length > 0;
  const after = _after === undefined ? {} : { after: _after };
  return { filter, projection: projects ? projection : undefined, ...page, sort, ...after };
}

function readObject(path: string, text: string | undefined, problems: FieldProblem[]): JsonObject | undefined {
  if (text === undefined) return undefined;
  if (Buffer.byteLength(text) > MAX_PARAMETER_BYTES) {
    problems.push({ path, message: `is longer than ${MAX_PARAMETER_BYTES} bytes` });
    return undefined;
  }
  const json = parseJsonText(text);
  if (json.ok && isJsonObject(json.value)) return json.value;
  problems.push({ path, message: json.ok ? 'is not a JSON object' : json.message });
  return undefined;
}
