/**
 * The parameters of a list: `query`, `project`, `page` and `sort`, each a JSON text. They are read and checked here;
 * running them, and narrowing them to what a caller may see, is left to the repositories.
 */
import { isJsonObject, type JsonObject } from '#libs/contracts';
import { type FieldProblem } from '#libs/errors';
import { type KnownFields } from './field-path.js';
import { filterProblems } from './filter.js';
import { parseJsonText } from './json-text.js';
import { type PageRange, readPage, readPageParameters } from './page.js';
import { type Projection, readProjection, readSort, type Sort } from './sort-and-projection.js';

/** As they stand in the URL. `_offset` and `_pageSize` may be given instead of `page`. */
export interface ListQueryParams {
  query?: string | undefined;
  project?: string | undefined;
  page?: string | undefined;
  sort?: string | undefined;
  _offset?: string | undefined;
  _pageSize?: string | undefined;
}

export interface ListQuery extends PageRange {
  /** A MongoDB filter made of allowed operators only; `{}` when none was given. */
  filter: JsonObject;
  /** Undefined when whole documents are wanted. */
  projection: Projection | undefined;
  /** Empty when no order was asked for. */
  sort: Sort;
}

export type ListQueryResult = { ok: true; value: ListQuery } | { ok: false; problems: FieldProblem[] };

const MAX_PARAMETER_BYTES = 16 * 1024;

/** Root fields that parameters may name. */
export interface ListFields {
  /** In `query` and `sort`: what is stored. */
  stored: KnownFields;
  /** In `project`: what is answered. */
  shown: KnownFields;
}

/**
 * @returns the checked parameters, or every problem with its path (`query.$where`, `page._pageSize`)
 */
export function parseListQuery(params: ListQueryParams, fields: ListFields): ListQueryResult {
  const problems: FieldProblem[] = [];
  const read = (name: 'query' | 'project' | 'page' | 'sort'): JsonObject | undefined =>
    readObject(name, params[name], problems);

  const filter = read('query') ?? {};
  problems.push(...filterProblems(filter, 'query', fields.stored));
  const projection = readProjection(read('project') ?? {}, { fields: fields.shown, problems });
  const sort = readSort(read('sort') ?? {}, { fields: fields.stored, problems });
  if (params.page !== undefined && (params._offset !== undefined || params._pageSize !== undefined)) {
    problems.push({ path: 'page', message: 'is given together with _offset or _pageSize; give one of the two' });
  }
  const page =
    params.page === undefined ? readPageParameters(params, problems) : readPage(read('page') ?? {}, problems);

  if (problems.length > 0) return { ok: false, problems };
  const projects = Object.keys(projection).length > 0;
  return { ok: true, value: { filter, projection: projects ? projection : undefined, ...page, sort } };
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
