/**
 * Checks a Mongo-like filter against an allow-list before it reaches a database: nothing here runs it. What is not
 * known to be harmless is refused by name; a filter that passes is one that the database accepts.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '#libs/contracts';
import { type FieldProblem } from '#libs/errors';
import { compileRegex, RegexRefusedError } from '#libs/linear-regex';
import { fieldPathProblem, keyProblem, type KnownFields } from './field-path.js';

const LOGICAL_OPERATORS = ['$and', '$or', '$nor'] as const;
const FIELD_OPERATORS = [
  '$eq',
  '$ne',
  '$gt',
  '$gte',
  '$lt',
  '$lte',
  '$in',
  '$nin',
  '$not',
  '$exists',
  '$regex',
  '$options',
  '$all',
  '$elemMatch',
  '$size',
] as const;
type LogicalOperator = (typeof LOGICAL_OPERATORS)[number];
type FieldOperator = (typeof FIELD_OPERATORS)[number];

const OPERATORS = [...LOGICAL_OPERATORS, ...FIELD_OPERATORS].join(' ');
const MAX_DEPTH = 10;
const MAX_CONDITIONS = 200;
const MAX_PROBLEMS = 20;

/**
 * @param path where the filter stands in the request, e.g. `query`
 * @returns every problem, at most 20; none when the filter may be used
 */
export function filterProblems(filter: JsonObject, path: string, fields: KnownFields): FieldProblem[] {
  const check = new FilterCheck();
  check.filter(filter, { path, depth: 1, fields });
  return check.problems;
}

interface Place {
  path: string;
  /** Objects around this one, and arrays in values; the filter itself is 1. */
  depth: number;
  fields: KnownFields;
}

class FilterCheck {
  readonly problems: FieldProblem[] = [];
  #conditions = 0;
  #stopped = false;

  filter(filter: JsonObject, place: Place): void {
    if (this.#isTooDeep(place)) return;
    for (const [key, value] of Object.entries(filter)) {
      if (this.#stopped) return;
      const at = { ...place, path: `${place.path}.${key}` };
      if (isLogical(key)) this.#branches(value, at);
      else if (key.startsWith('$')) this.#report(at, misplaced(key));
      else this.#field(key, value, at);
    }
  }

  #branches(value: JsonValue, place: Place): void {
    if (!this.#count(place)) return;
    if (!Array.isArray(value) || value.length === 0) {
      this.#report(place, 'takes a non-empty array of filters');
      return;
    }
    for (const [index, branch] of value.entries()) {
      if (this.#stopped) return;
      const at = { ...place, path: `${place.path}[${index}]`, depth: place.depth + 1 };
      if (isJsonObject(branch)) this.filter(branch, at);
      else this.#report(at, 'is not an object');
    }
  }

  #field(name: string, value: JsonValue, place: Place): void {
    if (!this.#count(place)) return;
    const problem = fieldPathProblem(name, place.fields);
    if (problem !== undefined) this.#report(place, problem);
    else if (isJsonObject(value) && hasOperator(value)) this.#operators(value, inner(place));
    else this.#literal(value, inner(place));
  }

  /** `{ "$gt": 1, "$lt": 5 }` */
  #operators(value: JsonObject, place: Place): void {
    if (this.#isTooDeep(place)) return;
    for (const [key, operand] of Object.entries(value)) {
      if (this.#stopped) return;
      const at = { ...place, path: `${place.path}.${key}` };
      if (!this.#count(at)) return;
      if (isLogical(key)) this.#report(at, `${key} stands around fields, not inside one`);
      else if (!isFieldOperator(key)) this.#report(at, unknownOperator(key));
      else this.#operand({ operator: key, operand, siblings: value }, at);
    }
  }

  #operand(condition: { operator: FieldOperator; operand: JsonValue; siblings: JsonObject }, place: Place): void {
    const { operator, operand, siblings } = condition;
    switch (operator) {
      case '$eq':
      case '$ne':
      case '$gt':
      case '$gte':
      case '$lt':
      case '$lte':
        this.#literal(operand, inner(place));
        return;
      case '$in':
      case '$nin':
      case '$all':
        if (Array.isArray(operand)) this.#literal(operand, inner(place));
        else this.#report(place, 'takes an array of values');
        return;
      case '$not':
        if (isJsonObject(operand) && hasOperator(operand)) this.#operators(operand, inner(place));
        else this.#report(place, 'takes an object of operators, e.g. { "$gt": 1 }');
        return;
      case '$exists':
        if (typeof operand !== 'boolean') this.#report(place, 'takes true or false');
        return;
      case '$size':
        if (!isCount(operand)) this.#report(place, 'takes a whole number from 0');
        return;
      case '$regex':
        this.#regex(operand, siblings['$options'], place);
        return;
      case '$options':
        if (!Object.hasOwn(siblings, '$regex')) this.#report(place, 'stands beside $regex only');
        else if (!isRegexOptions(operand)) this.#report(place, 'takes a string of i, m and s, each at most once');
        return;
      case '$elemMatch':
        this.#elements(operand, place);
        return;
    }
  }

  #regex(pattern: JsonValue, options: JsonValue | undefined, place: Place): void {
    if (typeof pattern !== 'string' || pattern.includes('\0')) {
      this.#report(place, 'takes a string without null characters');
      return;
    }
    try {
      compileRegex(pattern, options !== undefined && isRegexOptions(options) ? options : '');
    } catch (error) {
      if (!(error instanceof RegexRefusedError)) throw error;
      this.#report(place, error.message);
    }
  }

  /** Either operators on the elements themselves, or a filter on their fields. */
  #elements(operand: JsonValue, place: Place): void {
    if (!isJsonObject(operand)) {
      this.#report(place, 'takes an object of operators or a filter');
      return;
    }
    const [first] = Object.keys(operand);
    if (first?.startsWith('$') === true && !isLogical(first)) this.#operators(operand, inner(place));
    else this.filter(operand, { ...inner(place), fields: 'any' });
  }

  /** A value to compare with: any JSON without operators. */
  #literal(value: JsonValue, place: Place): void {
    if (this.#stopped || typeof value !== 'object' || value === null || this.#isTooDeep(place)) return;
    if (Array.isArray(value)) {
      for (const [index, element] of value.entries()) {
        this.#literal(element, { ...inner(place), path: `${place.path}[${index}]` });
      }
      return;
    }
    for (const [key, element] of Object.entries(value)) {
      const at = { ...inner(place), path: `${place.path}.${key}` };
      const problem = keyProblem(key);
      if (problem !== undefined) this.#report(at, problem);
      else if (key.startsWith('$')) this.#report(at, literalOperator(key));
      else this.#literal(element, at);
    }
  }

  #isTooDeep(place: Place): boolean {
    if (place.depth <= MAX_DEPTH) return false;
    this.#stop(place, `is nested over ${MAX_DEPTH} levels deep`);
    return true;
  }

  /** @returns false when the filter has had all the conditions that it may have */
  #count(place: Place): boolean {
    if (this.#stopped) return false;
    if (++this.#conditions <= MAX_CONDITIONS) return true;
    this.#stop(place, `is one condition too many: a filter may have ${MAX_CONDITIONS}`);
    return false;
  }

  #report(place: Place, message: string): void {
    if (this.#stopped) return;
    this.problems.push({ path: place.path, message });
    this.#stopped = this.problems.length >= MAX_PROBLEMS;
  }

  #stop(place: Place, message: string): void {
    this.#report(place, message);
    this.#stopped = true;
  }
}

function inner(place: Place): Place {
  return { ...place, depth: place.depth + 1 };
}

function hasOperator(value: JsonObject): boolean {
  return Object.keys(value).some((key) => key.startsWith('$'));
}

function isLogical(key: string): key is LogicalOperator {
  return LOGICAL_OPERATORS.some((operator) => operator === key);
}

function isFieldOperator(key: string): key is FieldOperator {
  return FIELD_OPERATORS.some((operator) => operator === key);
}

function isCount(value: JsonValue): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isRegexOptions(value: JsonValue): value is string {
  return typeof value === 'string' && /^[ims]*$/.test(value) && new Set(value).size === value.length;
}

function unknownOperator(key: string): string {
  const what = key.startsWith('$') ? `the operator ${key} does not exist here` : `"${key}" stands among operators`;
  return `${what}; the operators are ${OPERATORS}`;
}

function misplaced(key: string): string {
  return isFieldOperator(key) ? `${key} stands inside a field: { "<field>": { "${key}": … } }` : unknownOperator(key);
}

function literalOperator(key: string): string {
  return isLogical(key) || isFieldOperator(key)
    ? `${key} stands directly inside a field or around fields, not inside a value`
    : unknownOperator(key);
}
