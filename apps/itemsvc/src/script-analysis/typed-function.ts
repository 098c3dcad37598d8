/**
 * The schemas of a function that is written in TypeScript: its types say what there is, JSDoc and the pattern of the
 * first parameter add descriptions and defaults. A function whose types say nothing is described as in JavaScript.
 */
import { type Pattern } from 'acorn';
import { isJsonObject, type JsonObject } from '#libs/contracts';
import { defaultFromText } from './default-value.js';
import { type JsDoc, type ParameterTag } from './jsdoc.js';
import { inputPattern } from './parameter.js';
import { propertiesOf } from './type-members.js';
import { annotationOf, nameOf, partOf, partsOf, type TypeNode } from './type-node.js';

/** The type of the function's first parameter; `this` is none. */
export function inputTypeOf(declaration: TypeNode): TypeNode | undefined {
  const [first] = partsOf(declaration, 'params').filter((param) => nameOf(param) !== 'this');
  const target = first?.type === 'AssignmentPattern' ? partOf(first, 'left') : first;
  return target?.type === 'RestElement' ? undefined : annotationOf(target);
}

/** The type that the function says it returns. */
export function outputTypeOf(declaration: TypeNode): TypeNode | undefined {
  return annotationOf(declaration, 'returnType');
}

/** Adds to the schema of the first parameter what is said of it beside its type. */
export function withInputDocs(
  schema: JsonObject,
  params: readonly Pattern[],
  parameters: readonly ParameterTag[],
): JsonObject {
  let documented = schema;
  for (const { name, optional, defaultValue } of inputPattern(params[0])?.properties ?? []) {
    documented = changedAt(documented, [name], (property, owner) => {
      if (optional) withoutRequired(owner, name);
      return defaultValue === undefined || 'default' in property ? property : { ...property, default: defaultValue };
    });
  }
  const [, ...others] = params.map((param) => (param.type === 'Identifier' ? param.name : undefined));
  for (const tag of parameters) {
    const [root = '', ...steps] = tag.path.replaceAll('[]', '').split('.');
    if (!others.includes(root)) documented = changedAt(documented, steps, (property) => describedBy(property, tag));
  }
  return documented;
}

/** Adds what `@returns` says of the result. */
export function withOutputDocs(schema: JsonObject, returns: JsDoc['returns']): JsonObject {
  const description = returns?.description ?? '';
  return description === '' || 'description' in schema ? schema : { ...schema, description };
}

function describedBy(schema: JsonObject, { description, defaultText }: ParameterTag): JsonObject {
  const value = defaultText === undefined ? undefined : defaultFromText(defaultText, schema);
  return {
    ...schema,
    ...(description !== '' && !('description' in schema) && { description }),
    ...(value !== undefined && !('default' in schema) && { default: value }),
  };
}

type Change = (property: JsonObject, owner: JsonObject) => JsonObject;

/** A copy in which the property at the path is changed; the same when there is no such property. */
function changedAt(schema: JsonObject, path: readonly string[], change: Change): JsonObject {
  const [step, ...rest] = path;
  if (step === undefined) return change(schema, schema);
  const { items } = schema;
  if (schema['type'] === 'array' && isJsonObject(items)) return { ...schema, items: changedAt(items, path, change) };
  const property = propertiesOf(schema).find(({ name }) => name === step);
  if (property === undefined) return schema;
  const owner = { ...schema };
  const changed = rest.length === 0 ? change(property.schema, owner) : changedAt(property.schema, rest, change);
  const { properties } = schema;
  return { ...owner, properties: { ...(isJsonObject(properties) ? properties : {}), [step]: changed } };
}

function withoutRequired(owner: JsonObject, name: string): void {
  const { required } = owner;
  if (!Array.isArray(required)) return;
  const left = required.filter((other) => other !== name);
  if (left.length > 0) owner['required'] = left;
  else delete owner['required'];
}
