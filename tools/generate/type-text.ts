import { isJsonObject, type JsonObject, type JsonValue } from '#libs/contracts';

const NAME = /^[A-Za-z_$][\w$]*$/;
const propertyName = (name: string): string => (NAME.test(name) ? name : JSON.stringify(name));

function objectText(schema: JsonObject): string {
  const required = Array.isArray(schema.required) ? schema.required : [];
  const properties = isJsonObject(schema.properties) ? Object.entries(schema.properties) : [];
  if (properties.length === 0) {
    return isJsonObject(schema.additionalProperties)
      ? `Record<string, ${typeText(schema.additionalProperties)}>`
      : 'JsonObject';
  }
  const members = properties.map(
    ([name, member]) => `${propertyName(name)}${required.includes(name) ? '' : '?'}: ${typeText(member)};`,
  );
  const text = `{ ${members.join(' ')} }`;
  // What an object holds beside what is named is anything, unless its schema closes it.
  return schema.additionalProperties === false ? text : `${text} & JsonObject`;
}

function primitiveText(type: JsonValue | undefined, schema: JsonObject): string {
  switch (type) {
    case 'string':
      return 'string';
    case 'integer':
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'null':
      return 'null';
    case 'array':
      return `(${typeText(schema.items)})[]`;
    case 'object':
      return objectText(schema);
    default:
      return 'JsonValue';
  }
}

/** The TypeScript type of the values that a JSON Schema describes; `JsonValue` where it says nothing. */
export function typeText(schema: JsonValue | undefined): string {
  if (!isJsonObject(schema)) return 'JsonValue';
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const options = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(options)) return options.map(typeText).join(' | ');
  if (Array.isArray(schema.type)) return schema.type.map((type) => primitiveText(type, schema)).join(' | ');
  return primitiveText(schema.type, schema);
}
