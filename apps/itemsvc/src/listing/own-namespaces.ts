/**
 * Holds the filters and orders of lists to the namespaces that a principal may know of. A thing may lie in others as well,
 * and answers do not name those: neither may a filter ask for them, letter by letter.
 */
import { mayUseNamespace, type Principal } from '#libs/access';
import { isJsonObject, type JsonObject, type JsonValue } from '#libs/contracts';
import type { FieldProblem } from '#libs/errors';

const FIELD = '_namespaces';
const ONE_NAME = new Set(['$eq', '$ne']);
const MANY_NAMES = new Set(['$in', '$nin', '$all']);
/** No namespace is called so: what is compared with it is compared with one that the thing does not lie in. */
const NO_NAMESPACE = '';

const rootOf = (path: string): string => path.split('.')[0] ?? '';

/**
 * The filter, which was checked, with conditions that say of a thing in foreign namespaces what they would say of it if it
 * lay in the principal's alone.
 *
 * @param problems gets a problem for each condition on namespaces that does not name them whole
 */
export function withinOwnNamespaces(
  filter: JsonObject,
  principal: Principal,
  { path, problems }: { path: string; problems: FieldProblem[] },
): JsonObject {
  if (principal.namespaces === '*') return filter;
  const known = (name: string): string => (mayUseNamespace(principal, name) ? name : NO_NAMESPACE);
  const held = (part: JsonObject, at: string): JsonObject => {
    const conditions = Object.entries(part).map(([key, value]): [string, JsonValue] => {
      const here = `${at}.${key}`;
      if (key.startsWith('$') && Array.isArray(value)) {
        return [key, value.map((branch, index) => (isJsonObject(branch) ? held(branch, `${here}[${index}]`) : branch))];
      }
      if (rootOf(key) !== FIELD) return [key, value];
      const condition = key === FIELD ? byName(value, known) : undefined;
      if (condition !== undefined) return [key, condition];
      const message = 'must ask for namespaces by whole names: one, or $eq, $ne, $in, $nin or $all with names';
      problems.push({ path: here, message });
      return [key, value];
    });
    return Object.fromEntries(conditions);
  };
  return held(filter, path);
}

/** What is wrong with an order: one by namespaces that are not the principal's to know. */
export function foreignOrderProblems(fields: readonly string[], principal: Principal): FieldProblem[] {
  if (principal.namespaces === '*') return [];
  return fields
    .filter((field) => rootOf(field) === FIELD)
    .map((field) => ({
      path: `sort.${field}`,
      message: 'cannot be sorted by: ask for namespaces in nsfilter or query',
    }));
}

/** The condition on namespaces that are named, each as it is known; undefined for any other condition. */
function byName(value: JsonValue, known: (name: string) => string): JsonValue | undefined {
  if (typeof value === 'string') return known(value);
  if (!isJsonObject(value)) return undefined;
  const operators: [string, JsonValue][] = [];
  for (const [operator, operand] of Object.entries(value)) {
    if (ONE_NAME.has(operator) && typeof operand === 'string') operators.push([operator, known(operand)]);
    else if (MANY_NAMES.has(operator) && isNames(operand)) operators.push([operator, operand.map(known)]);
    else return undefined;
  }
  return operators.length === 0 ? undefined : Object.fromEntries(operators);
}

function isNames(value: JsonValue): value is string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}
