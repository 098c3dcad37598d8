import { validationFailed } from '#libs/errors';
import { type ListFields, type ListQuery, parseListQuery } from '../query/list-query.js';

export type { ListQuery } from '../query/list-query.js';

/** The list parameters of a request, after the checks that every endpoint makes. */
export interface ListParameters {
  query?: string | undefined;
  project?: string | undefined;
  page?: string | undefined;
  sort?: string | undefined;
  _offset?: number | undefined;
  _pageSize?: number | undefined;
}

/** @throws ToolrackError `ValidationFailed` that names every problem */
export function requireListQuery(parameters: ListParameters, fields: ListFields): ListQuery {
  const { _offset, _pageSize, ...texts } = parameters;
  const result = parseListQuery({ ...texts, _offset: _offset?.toString(), _pageSize: _pageSize?.toString() }, fields);
  if (!result.ok) throw validationFailed(result.problems);
  return result.value;
}

/** Bounds what a query of a user's may cost the store, e.g. by a regular expression that backtracks in MongoDB. */
export const MAX_QUERY_MS = 10_000;

/** The order that was asked for, made total, so that pages neither repeat nor miss entries. */
export function withTieBreak(sort: ListQuery['sort']): Record<string, 1 | -1> {
  return '_id' in sort ? sort : { ...sort, _id: 1 };
}
