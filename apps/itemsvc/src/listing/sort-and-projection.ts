import { type JsonObject } from '#libs/contracts';
import { type FieldProblem } from '#libs/errors';
import { fieldPathProblem, type KnownFields } from './field-path.js';

/** Field → direction, in the order of the keys. */
export type Sort = Record<string, 1 | -1>;
/** Field → 1 (only these) or 0 (all but these). */
export type Projection = Record<string, 0 | 1>;

const MAX_SORT_FIELDS = 5;
const MAX_PROJECTED_FIELDS = 100;
const DIRECTIONS = new Map<unknown, 1 | -1>([
  [1, 1],
  [-1, -1],
  ['asc', 1],
  ['desc', -1],
]);

interface Target {
  fields: KnownFields;
  problems: FieldProblem[];
}

/** Reads the value of `sort`: `{ "_name": 1, "_metadata._createdAt": "desc" }`. */
export function readSort(value: JsonObject, { fields, problems }: Target): Sort {
  const sort: Sort = {};
  const entries = Object.entries(value);
  if (entries.length > MAX_SORT_FIELDS) {
    problems.push({ path: 'sort', message: `has ${entries.length} fields; at most ${MAX_SORT_FIELDS} are allowed` });
    return sort;
  }
  for (const [field, given] of entries) {
    const direction = DIRECTIONS.get(given);
    const problem =
      fieldPathProblem(field, fields) ?? (direction === undefined ? 'takes 1, -1, "asc" or "desc"' : undefined);
    if (problem !== undefined) problems.push({ path: `sort.${field}`, message: problem });
    else if (direction !== undefined) sort[field] = direction;
  }
  return sort;
}

/** Reads the value of `project`: fields to keep, or fields to leave out; `_id` may differ from the others. */
export function readProjection(value: JsonObject, { fields, problems }: Target): Projection {
  const projection: Projection = {};
  const entries = Object.entries(value);
  if (entries.length > MAX_PROJECTED_FIELDS) {
    const message = `has ${entries.length} fields; at most ${MAX_PROJECTED_FIELDS} are allowed`;
    problems.push({ path: 'project', message });
    return projection;
  }
  let kind: 0 | 1 | undefined;
  for (const [field, given] of entries) {
    const path = `project.${field}`;
    const problem = fieldPathProblem(field, fields) ?? overlap(field, projection);
    if (problem !== undefined) problems.push({ path, message: problem });
    else if (given !== 0 && given !== 1) problems.push({ path, message: 'takes 1 (keep) or 0 (leave out)' });
    else if (field !== '_id' && kind !== undefined && kind !== given) {
      problems.push({ path, message: 'mixes fields to keep (1) with fields to leave out (0); only _id may differ' });
    } else {
      if (field !== '_id') kind = given;
      projection[field] = given;
    }
  }
  return projection;
}

/** A field and a part of it cannot both be named: databases refuse that as a collision. */
function overlap(field: string, projection: Projection): string | undefined {
  const other = Object.keys(projection).find((key) => field.startsWith(`${key}.`) || key.startsWith(`${field}.`));
  return other === undefined ? undefined : `overlaps with ${other}`;
}
