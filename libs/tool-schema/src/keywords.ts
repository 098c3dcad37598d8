/**
 * Where JSON Schema keywords hold subschemas, and which keywords decide anything. Everything else in a schema is an
 * annotation or unknown and is left out of what is compiled, so that no extension of the compiler can be switched on
 * from outside.
 */
export interface Applicator {
  /** `map`: an object of schemas; `mapOrNames`: its values may be lists of names instead. */
  holds: 'schema' | 'list' | 'schemaOrList' | 'map' | 'mapOrNames';
  /** Which values the subschemas look at: the same one, a member, a member that the map's key or the index names, or none. */
  looksAt: 'same' | 'member' | 'namedMember' | 'nothing';
}

export const APPLICATORS: ReadonlyMap<string, Applicator> = new Map<string, Applicator>([
  ['allOf', { holds: 'list', looksAt: 'same' }],
  ['anyOf', { holds: 'list', looksAt: 'same' }],
  ['oneOf', { holds: 'list', looksAt: 'same' }],
  ['not', { holds: 'schema', looksAt: 'same' }],
  ['if', { holds: 'schema', looksAt: 'same' }],
  ['then', { holds: 'schema', looksAt: 'same' }],
  ['else', { holds: 'schema', looksAt: 'same' }],
  ['dependentSchemas', { holds: 'map', looksAt: 'same' }],
  ['dependencies', { holds: 'mapOrNames', looksAt: 'same' }],
  ['properties', { holds: 'map', looksAt: 'namedMember' }],
  ['patternProperties', { holds: 'map', looksAt: 'member' }],
  ['additionalProperties', { holds: 'schema', looksAt: 'member' }],
  ['unevaluatedProperties', { holds: 'schema', looksAt: 'member' }],
  ['propertyNames', { holds: 'schema', looksAt: 'member' }],
  ['prefixItems', { holds: 'list', looksAt: 'namedMember' }],
  ['items', { holds: 'schemaOrList', looksAt: 'member' }],
  ['additionalItems', { holds: 'schema', looksAt: 'member' }],
  ['unevaluatedItems', { holds: 'schema', looksAt: 'member' }],
  ['contains', { holds: 'schema', looksAt: 'member' }],
  ['$defs', { holds: 'map', looksAt: 'nothing' }],
  ['definitions', { holds: 'map', looksAt: 'nothing' }],
]);

/** Keywords that are compiled as they stand; `title` and `description` serve the messages. */
export const PLAIN_KEYWORDS: ReadonlySet<string> = new Set([
  ...['type', 'enum', 'const', 'format', 'title', 'description'],
  ...['multipleOf', 'maximum', 'exclusiveMaximum', 'minimum', 'exclusiveMinimum'],
  ...['maxLength', 'minLength', 'pattern'],
  ...['maxItems', 'minItems', 'uniqueItems', 'maxContains', 'minContains'],
  ...['maxProperties', 'minProperties', 'required', 'dependentRequired'],
]);

export const REFERENCES: readonly string[] = ['$ref', '$dynamicRef', '$recursiveRef'];
export const ANCHORS: readonly string[] = ['$anchor', '$dynamicAnchor'];
