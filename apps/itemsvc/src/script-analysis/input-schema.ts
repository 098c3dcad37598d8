/**
 * The JSON Schema of a function's first parameter and of its result, from its JSDoc and from the pattern that it takes
 * its first parameter apart with. Absent is an honest answer: a tool then states its own schema.
 */
import { type Pattern } from 'acorn';
import { type JsonObject } from '#libs/contracts';
import { defaultFromText } from './default-value.js';
import { type JsDoc, type ParameterTag } from './jsdoc.js';
import { inputPattern } from './parameter.js';
import { PropertyDraft } from './property-draft.js';
import { isPropertyName } from './property-name.js';
import { parseTypeExpression } from './type-expression.js';

const MAX_PATH_STEPS = 10;
const STEP = /^(?<name>[\p{ID_Start}$_][\p{ID_Continue}$-]*)(?<items>(?:\[\])*)$/u;

/** @returns a schema of `type: "object"`, or undefined when nothing is known about the input */
export function inputSchemaOf(params: readonly Pattern[], tags: readonly ParameterTag[]): JsonObject | undefined {
  const root = new PropertyDraft();
  const pattern = inputPattern(params[0]);
  for (const { name, optional, defaultValue } of pattern?.properties ?? []) {
    const draft = root.property(name);
    draft.required = !optional;
    draft.defaultValue = defaultValue;
  }
  root.open = pattern?.open ?? false;
  const known = new Set(root.properties.keys());
  const inputName = documentedName(params, tags, known);
  for (const tag of tags) describe(root, tag, { inputName, known });
  const schema = root.toSchema();
  const says = 'properties' in schema || 'additionalProperties' in schema;
  return schema['type'] === 'object' && says ? schema : undefined;
}

/** @returns a schema of `type: "object"`, or undefined when the result is not documented as an object */
export function outputSchemaOf(returns: JsDoc['returns']): JsonObject | undefined {
  if (returns === undefined) return undefined;
  // Open: a script that returns more than it documents must not fail for it.
  const meaning = parseTypeExpression(returns.type, 'open');
  if (meaning === undefined || meaning.optional || meaning.schema['type'] !== 'object') return undefined;
  return { ...meaning.schema, ...(returns.description !== '' && { description: returns.description }) };
}

/** The name that the comment calls the first parameter by: its own, or for a pattern whatever the tags start with. */
function documentedName(
  params: readonly Pattern[],
  tags: readonly ParameterTag[],
  known: ReadonlySet<string>,
): string | undefined {
  const roots = tags.map(({ path }) => rootOf(path));
  const [first, ...others] = params.map((param) => {
    const target = param.type === 'AssignmentPattern' ? param.left : param;
    return target.type === 'Identifier' ? target.name : undefined;
  });
  if (first !== undefined && roots.includes(first)) return first;
  return roots.find((root) => !known.has(root) && !others.includes(root));
}

interface Place {
  inputName: string | undefined;
  /** Properties of the pattern, which may be documented without the parameter's name before them. */
  known: ReadonlySet<string>;
}

function describe(root: PropertyDraft, tag: ParameterTag, { inputName, known }: Place): void {
  const [first, ...rest] = tag.path.split('.');
  const steps = first === inputName ? rest : known.has(rootOf(tag.path)) ? tag.path.split('.') : undefined;
  const draft = steps && draftAt(root, steps);
  if (draft === undefined) return;
  const type = parseTypeExpression(tag.type, 'closed');
  draft.schema = type?.schema ?? {};
  draft.description = tag.description;
  const defaultValue = tag.defaultText === undefined ? undefined : defaultFromText(tag.defaultText, draft.schema);
  draft.defaultValue = defaultValue ?? draft.defaultValue;
  const optional = tag.optional || tag.defaultText !== undefined || type?.optional === true;
  // What the pattern gives a default is optional, whatever the comment says.
  draft.required = !optional && draft.required !== false;
}

/** @returns undefined when a step is no name that a schema may hold */
function draftAt(root: PropertyDraft, steps: readonly string[]): PropertyDraft | undefined {
  const read = steps.map((step) => STEP.exec(step)?.groups);
  const items = read.reduce((sum, groups) => sum + (groups?.['items']?.length ?? 0) / 2, 0);
  if (steps.length + items > MAX_PATH_STEPS) return undefined;
  if (!read.every((groups) => groups?.['name'] !== undefined && isPropertyName(groups['name']))) return undefined;
  let draft = root;
  for (const groups of read) {
    draft = draft.property(groups?.['name'] ?? '');
    for (let at = 0; at < (groups?.['items']?.length ?? 0); at += 2) draft = draft.item();
  }
  return draft;
}

function rootOf(path: string): string {
  return path.split(/[.[]/, 1)[0] ?? '';
}
