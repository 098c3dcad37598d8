/**
 * Says what is wrong with arguments so that a model can put it right: the argument, what is expected, what is known.
 * Only words are made here; what is wrong has been decided.
 */
import { type ErrorObject } from 'ajv';
import { isJsonObject, type JsonObject, type JsonValue } from '#libs/contracts';
import { type FieldProblem } from '#libs/errors';
import { closestName } from './closest-name.js';
import { describeSchema, describeTypes, listOf, preview } from './describe-schema.js';
import { childPath, pathOfPointer } from './json-path.js';

export const MAX_ARGUMENT_PROBLEMS = 20;
const MAX_WISHES = 6;
const MAX_BRANCHES = 20;
/** Path of what is wrong with the arguments as a whole. */
export const ALL_ARGUMENTS = 'arguments';

const FORMAT_EXAMPLES: Record<string, string> = {
  date: '2026-01-31',
  'date-time': '2026-01-31T12:00:00Z',
  time: '12:00:00Z',
  duration: 'P1DT2H',
  email: 'name@example.com',
  uri: 'https://example.com/page',
  url: 'https://example.com/page',
  uuid: '123e4567-e89b-42d3-a456-426614174000',
  ipv4: '192.0.2.1',
};

/** @returns at most 20 problems, and one more that says when there are others */
export function problemsOf(errors: readonly ErrorObject[], args: JsonObject): FieldProblem[] {
  const problems = new Map<string, FieldProblem>();
  for (const error of withoutBranches(errors)) {
    const problem = problemOf(error, args);
    problems.set(JSON.stringify([problem.path, problem.message]), problem);
    if (problems.size > MAX_ARGUMENT_PROBLEMS) {
      const first = [...problems.values()].slice(0, MAX_ARGUMENT_PROBLEMS);
      return [...first, { path: ALL_ARGUMENTS, message: 'have more problems than these' }];
    }
  }
  return [...problems.values()];
}

/** Keywords whose error says all: Ajv lists those of each alternative, or of each item that could have been, before it. */
const HOLDS_BRANCHES: ReadonlySet<string> = new Set(['anyOf', 'oneOf', 'contains']);

type Reported = ErrorObject & { branches?: Reported[] };

/** Puts the errors of failed alternatives, which Ajv lists before the one that says that all failed, under that one. */
function withoutBranches(errors: readonly ErrorObject[]): Reported[] {
  const reported: Reported[] = [];
  for (const error of errors) {
    if (error.keyword === 'if' || error.keyword === 'propertyNames') continue;
    if (!HOLDS_BRANCHES.has(error.keyword)) {
      reported.push(error);
      continue;
    }
    const branches: Reported[] = [];
    let last = reported.at(-1);
    while (last !== undefined && isBranchOf(error, last)) {
      branches.unshift(last);
      reported.pop();
      last = reported.at(-1);
    }
    reported.push({ ...error, branches });
  }
  return reported;
}

function isBranchOf(alternatives: ErrorObject, error: ErrorObject): boolean {
  const { instancePath, schemaPath } = alternatives;
  const within = error.instancePath === instancePath || error.instancePath.startsWith(`${instancePath}/`);
  const parent = schemaPath.slice(0, schemaPath.lastIndexOf('/') + 1);
  // Errors of a referenced subschema carry its own path, and a sibling of the alternatives that of their parent.
  return within && (error.schemaPath.startsWith(`${schemaPath}/`) || !error.schemaPath.startsWith(parent));
}

function problemOf(error: Reported, args: JsonObject): FieldProblem {
  const at = pathOfPointer(error.instancePath, args, '');
  const path = at === '' ? ALL_ARGUMENTS : at;
  const given = preview(isJson(error.data) ? error.data : null);
  switch (error.keyword) {
    case 'required': {
      const name = textParam(error, 'missingProperty');
      return { path: childPath(at, name), message: missing(properties(error)[name]) };
    }
    case 'dependentRequired':
    case 'dependencies': {
      const when = JSON.stringify(textParam(error, 'property'));
      return { path: childPath(at, textParam(error, 'missingProperty')), message: `is required when ${when} is given` };
    }
    case 'additionalProperties':
      return unknownName({ at, name: textParam(error, 'additionalProperty'), known: Object.keys(properties(error)) });
    case 'unevaluatedProperties':
      return unknownName({ at, name: textParam(error, 'unevaluatedProperty'), known: Object.keys(properties(error)) });
    case 'anyOf':
    case 'oneOf':
      return { path, message: alternatives(error, args) };
    case 'false schema':
      return { path, message: 'is not allowed here' };
    default:
      return { path, message: nameOf(error) + messageOf(error, given) };
  }
}

/** The start of a message about the name of a member, which has no path of its own. */
function nameOf(error: ErrorObject): string {
  return error.propertyName === undefined ? '' : `has the name ${preview(error.propertyName)}, which `;
}

function messageOf(error: ErrorObject, given: string): string {
  const schema = isJson(error.schema) ? error.schema : null;
  switch (error.keyword) {
    case 'type':
      return `must be ${describeTypes(schema) ?? 'of another type'}, not ${given}`;
    case 'enum': {
      const values = Array.isArray(schema) ? schema : [];
      return `must be one of ${listOf(values)}; not ${given}${suggestion(error.data, values)}`;
    }
    case 'const':
      return `must be ${preview(schema)}, not ${given}`;
    case 'pattern':
      return `must match the pattern ${textParam(error, 'pattern')}; ${given} does not`;
    case 'format': {
      const format = textParam(error, 'format');
      const example = FORMAT_EXAMPLES[format];
      return `must be in the format ${format}${example === undefined ? '' : `, such as ${example}`}; not ${given}`;
    }
    case 'uniqueItems':
      return 'must not hold the same item twice';
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
    case 'multipleOf':
      return `${error.message ?? 'is out of range'}, not ${given}`;
    default:
      return error.message ?? `does not satisfy ${error.keyword}`;
  }
}

function missing(schema: JsonValue | undefined): string {
  const wanted = describeSchema(schema);
  return wanted === undefined ? 'is required' : `is required: ${wanted}`;
}

function unknownName({ at, name, known }: { at: string; name: string; known: string[] }): FieldProblem {
  const path = childPath(at, name);
  const [what, owner] = at === '' ? ['an argument of this tool', 'the tool'] : ['known here', 'it'];
  if (known.length === 0) return { path, message: `is not ${what}` };
  const meant = closestName(name, known);
  const question = meant === undefined ? '' : `; did you mean ${JSON.stringify(meant)}?`;
  return { path, message: `is not ${what}; ${owner} takes ${listOf(known)}${question}` };
}

function suggestion(value: unknown, allowed: JsonValue[]): string {
  if (typeof value !== 'string') return '';
  const names = allowed.filter((name) => typeof name === 'string');
  const meant = closestName(value, names);
  return meant === undefined ? '' : `; did you mean ${JSON.stringify(meant)}?`;
}

function alternatives(error: Reported, args: JsonObject): string {
  const { passingSchemas } = error.params;
  if (Array.isArray(passingSchemas)) {
    const numbers = passingSchemas.map((index) => Number(index) + 1).join(' and ');
    return `must match exactly one of the alternatives, and matches numbers ${numbers}`;
  }
  const shown = [...new Set(wishes(error, args))].slice(0, MAX_WISHES);
  return ['matches none of the alternatives', shown.join(', or ')].filter((text) => text !== '').join(': ');
}

/** What each alternative would have wanted, those of alternatives within alternatives too. */
function wishes(error: Reported, args: JsonObject): string[] {
  const at = pathOfPointer(error.instancePath, args, '');
  return (error.branches ?? []).slice(0, MAX_BRANCHES).flatMap((branch) => {
    if (branch.branches !== undefined) return wishes(branch, args);
    const { path, message } = problemOf(branch, args);
    return [path === at || path === ALL_ARGUMENTS ? message : `${path} ${message}`];
  });
}

function properties(error: ErrorObject): JsonObject {
  const parent: unknown = error.parentSchema?.properties;
  return isJson(parent) && isJsonObject(parent) ? parent : {};
}

/** What Ajv hands back is part of the schema or of the arguments, which are JSON. */
function isJson(value: unknown): value is JsonValue {
  return value !== undefined;
}

function textParam(error: ErrorObject, name: string): string {
  const value: unknown = error.params[name];
  return typeof value === 'string' ? value : '';
}
