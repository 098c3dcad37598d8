/** The members of a body, when it is an object of known ones: then each can be an argument. */
import { isJsonObject, type JsonObject, type JsonValue } from '#libs/contracts';
import type { References } from './references.js';

export interface BodyMember {
  name: string;
  required: boolean;
  schema: JsonValue;
}

const MAX_MEMBERS = 150;
const MAX_PARTS = 20;
/** Keywords that say nothing which members by themselves would lose. */
const PLAIN =
  /^(?:type|properties|required|description|title|examples?|allOf|\$ref|additionalProperties|deprecated|externalDocs|xml|default|discriminator|x-.*)$/;

/** Undefined for a body that is more than its members: another value, alternatives, a map. */
export function bodyMembers(schema: JsonValue | undefined, references: References): BodyMember[] | undefined {
  const members = new Map<string, BodyMember>();
  const required = new Set<string>();
  let parts = 0;
  const collect = (given: JsonValue | undefined): boolean => {
    if (++parts > MAX_PARTS || !isJsonObject(given)) return false;
    const part = references.resolve(given, 'the schema of the body').value;
    if (!isPlainObject(part)) return false;
    for (const [name, member] of isJsonObject(part.properties) ? Object.entries(part.properties) : []) {
      if (
        isJsonObject(member) &&
        references.resolve(member, `the member ${name.slice(0, 100)} of the body`).value.readOnly === true
      )
        continue;
      const known = members.get(name);
      members.set(name, {
        name,
        required: false,
        schema: known === undefined ? member : { allOf: [known.schema, member] },
      });
    }
    for (const name of Array.isArray(part.required) ? part.required : [])
      if (typeof name === 'string') required.add(name);
    return !Array.isArray(part.allOf) || part.allOf.every(collect);
  };
  if (!collect(schema) || members.size === 0 || members.size > MAX_MEMBERS) return undefined;
  return [...members.values()].map((member) => ({ ...member, required: required.has(member.name) }));
}

function isPlainObject(schema: JsonObject): boolean {
  const { type, additionalProperties, anyOf, oneOf } = schema;
  if (type !== undefined && type !== 'object') return false;
  if (additionalProperties === true || isJsonObject(additionalProperties)) return false;
  return Object.keys(schema).every(
    (key) =>
      PLAIN.test(key) || (key === 'anyOf' && isOnlyRequired(anyOf)) || (key === 'oneOf' && isOnlyRequired(oneOf)),
  );
}

/** Alternatives that only name members, one of which is needed: the API sees to that. */
function isOnlyRequired(alternatives: JsonValue | undefined): boolean {
  return (
    Array.isArray(alternatives) &&
    alternatives.every((one) => isJsonObject(one) && Object.keys(one).every((key) => key === 'required'))
  );
}
