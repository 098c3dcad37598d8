import { type FieldProblem } from '#libs/errors';
import type { z } from 'zod';
import { type Criteria, type CriteriaField, criteriaFields, criteriaSchema, OPERATORS } from './criteria.js';

export type ParsedCriteria<Result = Criteria> =
  { ok: true; criteria: Result } | { ok: false; problems: FieldProblem[] };

const FIELDS = Object.keys(criteriaFields).join(', ');
const VALUE_MATCHES = ', { "$in": [...] } or { "$regex": "..." }';
const TAG_LISTS = ', { "$in": [...] }, { "$nin": [...] } or { "$all": [...] }';
const MAX_PROBLEMS = 50;

/**
 * Reads the criteria of a saved filter.
 *
 * @param path of the value in the caller's document, such as `[0]._criteria`
 */
export function parseCriteria(value: unknown, path: string): ParsedCriteria {
  const problems = isRecord(value) ? shapeProblems(value, path) : [];
  if (problems.length > 0) return { ok: false, problems: problems.slice(0, MAX_PROBLEMS) };
  const parsed = criteriaSchema.safeParse(value, { reportInput: true });
  if (parsed.success) return { ok: true, criteria: parsed.data };
  return { ok: false, problems: parsed.error.issues.flatMap((issue) => problemsOf(issue, path)) };
}

/** Query parameters of a URL that name a field, each given once or repeatedly. */
export type InlineParams = Record<string, string | string[]>;

/**
 * Reads the inline criteria of a URL: `_name`, `_serviceName`, `_type` and `_tags`, each repeatable, each an `$in`.
 *
 * @param params the query parameters left when those with another meaning (`nsfilter`, `filter`, `readOnly`) are taken out
 * @returns undefined criteria when there are no parameters: every tool
 */
export function parseInlineCriteria(params: InlineParams): ParsedCriteria<Criteria | undefined> {
  const problems: FieldProblem[] = [];
  const criteria: Record<string, { $in: string[] }> = {};
  for (const [name, given] of Object.entries(params)) {
    const values = typeof given === 'string' ? [given] : given;
    const problem = inlineProblem(name, values);
    if (problem !== undefined) problems.push({ path: name, message: problem });
    else criteria[name] = { $in: values };
  }
  if (problems.length > 0) return { ok: false, problems };
  if (Object.keys(criteria).length === 0) return { ok: true, criteria: undefined };
  const parsed = parseCriteria(criteria, '');
  if (parsed.ok) return parsed;
  // A caller of the URL has never seen the operator that repeated parameters become.
  return { ok: false, problems: parsed.problems.map((problem) => ({ ...problem, path: inlinePath(problem.path) })) };
}

function inlinePath(path: string): string {
  return path.replace('.$in', '');
}

function inlineProblem(name: string, values: readonly string[]): string | undefined {
  const field = name.slice(0, name.search(/[[.]|$/));
  if (isField(field) && (name !== field || values.some(looksLikeOperator))) {
    const operators = OPERATORS[field].filter((operator) => operator !== '$in').join(' or ');
    return `takes exact values only, repeated for alternatives (${field}=a&${field}=b); save a filter to use ${operators}`;
  }
  return isField(name) ? undefined : `is not a criterion; there are ${FIELDS}`;
}

function looksLikeOperator(value: string): boolean {
  return value.trimStart().startsWith('{') || /\$(?:regex|n?in|all)/.test(value);
}

/** What can be said more plainly before the schema is asked: names that do not exist. */
function shapeProblems(value: Record<string, unknown>, path: string): FieldProblem[] {
  return Object.entries(value).flatMap(([field, match]): FieldProblem[] => {
    const at = joined(path, field);
    if (!isField(field)) return [{ path: at, message: `is not a field of criteria; there are ${FIELDS}` }];
    if (typeof match === 'string') return [];
    if (!isRecord(match))
      return [{ path: at, message: `must be a string${field === '_tags' ? TAG_LISTS : VALUE_MATCHES}` }];
    const known: readonly string[] = OPERATORS[field];
    const operators = Object.keys(match);
    const unknown = operators.filter((operator) => !known.includes(operator));
    if (unknown.length > 0) {
      const message = `is not an operator of ${field}; there are ${known.join(', ')}`;
      return unknown.map((operator) => ({ path: joined(at, operator), message }));
    }
    const problem = operatorCountProblem(field, operators.length);
    return problem === undefined ? [] : [{ path: at, message: problem }];
  });
}

/** A value is asked one thing at a time; tags may be asked several. */
function operatorCountProblem(field: CriteriaField, count: number): string | undefined {
  const operators = OPERATORS[field].join(', ');
  if (field === '_tags') return count > 0 ? undefined : `must hold at least one operator of ${operators}`;
  return count === 1 ? undefined : `must hold exactly one operator of ${operators}`;
}

type Issue = z.core.$ZodIssue;

/** Of the alternatives of a field, the one that the value means tells what is wrong with it. */
function problemsOf(issue: Issue, path: string): FieldProblem[] {
  const at = issue.path.reduce<string>(joined, path);
  if (issue.code !== 'invalid_union') return [{ path: at, message: messageOf(issue) }];
  const [exact = [], lists = [], regex = []] = issue.errors;
  const { input } = issue;
  const meant = !isRecord(input) ? exact : Object.hasOwn(input, '$regex') ? regex : lists;
  return meant.flatMap((inner) => problemsOf(inner, at));
}

function messageOf(issue: Issue): string {
  if (issue.code !== 'invalid_type') return issue.message;
  const { expected } = issue;
  if (expected === 'object') return `must be an object with at least one of ${FIELDS}`;
  return expected === 'string' ? 'must be a string' : issue.message;
}

function joined(path: string, key: PropertyKey): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  return path === '' ? String(key) : `${path}.${String(key)}`;
}

function isField(name: string): name is CriteriaField {
  return Object.hasOwn(criteriaFields, name);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
