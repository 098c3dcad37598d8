/**
 * TypeScript types as JSON Schema, with what the same source declares. Which types a schema is made of is here; what
 * is done with types that are known already is in `type-members.ts`. What no schema can say (functions, conditional
 * types, types of other modules) is any value, and so is whatever lies beyond the bounds: types come from strangers,
 * and ten lines of them can stand for more than any memory holds.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '#libs/contracts';
import { type DeclaredType, type DeclaredTypes } from './declared-types.js';
import { withoutEndless } from './endless-references.js';
import { type MemberDocs } from './member-docs.js';
import { type SchemaBudget } from './schema-budget.js';
import { type RecordStyle } from './type-expression.js';
import {
  ANY,
  intersection,
  isObjectSchema,
  literalNames,
  merged,
  type ObjectProperty,
  objectOf,
  othersOf,
  propertiesOf,
  tupleOf,
  typeOfValue,
} from './type-members.js';
import {
  annotationOf,
  memberName,
  nameOf,
  tupleElement,
  partOf,
  partsOf,
  type TypeNode,
  typeArgumentsOf,
} from './type-node.js';
import { anyOf, type TypeMember } from './type-union.js';
import { utilityType } from './utility-type.js';

type Members = readonly TypeMember[];

/** What a parameter of a generic type stands for, and how long and deep that is as JSON. */
interface Bound {
  members: Members;
  length: number;
  levels: number;
}

/** Where a type is read: what its parameters stand for, and how many levels of JSON are around it. */
interface Place {
  scope: ReadonlyMap<string, Bound>;
  depth: number;
}

/** Levels of JSON, a few below what a tool's schema may have. */
const MAX_JSON_DEPTH = 24;
/** Of types in types and of aliases of aliases. */
const MAX_NESTING = 100;
const ROOT: Place = { scope: new Map(), depth: 0 };

const KEYWORDS = new Map<string, TypeMember>([
  ['TSStringKeyword', { schema: { type: 'string' } }],
  ['TSNumberKeyword', { schema: { type: 'number' } }],
  ['TSBooleanKeyword', { schema: { type: 'boolean' } }],
  ['TSObjectKeyword', { schema: { type: 'object' } }],
  ['TSNullKeyword', { literal: null }],
  ['TSUndefinedKeyword', 'undefined'],
  ['TSVoidKeyword', 'undefined'],
]);
/** Names that JSDoc knows as well; `type integer = number` is how TypeScript says it. */
const INTEGERS = ['integer', 'int'];

export interface TypeSchemaOptions {
  declared: DeclaredTypes;
  docs: MemberDocs;
  budget: SchemaBudget;
  records: RecordStyle;
}

interface TypeUse extends DeclaredType {
  name: string;
  given: readonly Members[];
}

/** Reads the one type that a schema is made for. */
export class TypeSchema {
  readonly #options: TypeSchemaOptions;
  /** Declared types that are being read; one that is met again in itself becomes a reference. */
  readonly #reading = new Set<string>();
  readonly #recursive = new Map<string, string>();
  readonly #definitions = new Map<string, JsonObject>();
  #nesting = 0;

  constructor(options: TypeSchemaOptions) {
    this.#options = options;
  }

  /** @returns the schema of an object, with `$defs` for types that hold themselves; undefined when it is no object */
  objectSchema(type: TypeNode): JsonObject | undefined {
    const members = this.#membersOf(type, ROOT);
    if (members.some((member) => member === 'undefined')) return undefined;
    const schema = this.#resolved(anyOf(members));
    const root = everyIsObject(schema) ? { type: 'object', ...schema } : schema;
    if (root['type'] !== 'object') return undefined;
    if (this.#definitions.size === 0) return root;
    const definitions: JsonObject = {};
    for (const [key, definition] of this.#definitions) definitions[this.#recursive.get(key) ?? key] = definition;
    return { ...root, $defs: withoutEndless(definitions) };
  }

  #membersOf(node: TypeNode | undefined, at: Place): Members {
    if (node === undefined || at.depth > MAX_JSON_DEPTH || this.#nesting >= MAX_NESTING) return ANY;
    if (!this.#options.budget.takes(1)) return ANY;
    this.#nesting++;
    const members = this.#read(node, at);
    this.#nesting--;
    return members;
  }

  #schemaOf(node: TypeNode | undefined, at: Place): JsonObject {
    return anyOf(this.#membersOf(node, at));
  }

  #read(node: TypeNode, at: Place): Members {
    const keyword = KEYWORDS.get(node.type);
    if (keyword !== undefined) return [keyword];
    switch (node.type) {
      case 'TSParenthesizedType':
      case 'TSOptionalType':
        return this.#membersOf(partOf(node, 'typeAnnotation'), at);
      case 'TSLiteralType':
        return this.#literal(partOf(node, 'literal'));
      case 'TSTypeLiteral':
        return [{ schema: this.#object(node, partsOf(node, 'members'), at) }];
      case 'TSArrayType':
        return [arrayOf(this.#schemaOf(partOf(node, 'elementType'), deeper(at, 1)))];
      case 'TSTupleType':
        return [{ schema: this.#tuple(node, deeper(at, 2)) }];
      case 'TSUnionType':
        return partsOf(node, 'types').flatMap((type) => this.#membersOf(type, deeper(at, 2)));
      case 'TSIntersectionType':
        return partsOf(node, 'types')
          .map((type) => this.#membersOf(type, at))
          .reduce((one, other) => intersection(this.#plain(one), this.#plain(other)));
      case 'TSTypeReference':
        return this.#reference(node, partOf(node, 'typeName'), at);
      case 'TSExpressionWithTypeArguments':
        return this.#reference(node, partOf(node, 'expression'), at);
      case 'TSTypeOperator':
        return this.#operator(node, at);
      case 'TSIndexedAccessType':
        return this.#indexed(node, at);
      case 'TSMappedType':
        return this.#mapped(node, at);
      case 'TSTypeQuery': {
        const value = this.#constant(node);
        return value === undefined ? ANY : this.#bounded(value);
      }
      default:
        return ANY;
    }
  }

  #literal(literal: TypeNode | undefined): Members {
    if (literal?.type === 'TemplateLiteral') {
      const [only, ...others] = partsOf(literal, 'quasis');
      const text = only?.['value'];
      const isPlain = others.length === 0 && typeof text === 'object' && text !== null && 'cooked' in text;
      return isPlain && typeof text.cooked === 'string' ? this.#bounded(text.cooked) : [{ schema: { type: 'string' } }];
    }
    const isNegative = literal?.type === 'UnaryExpression' && literal['operator'] === '-';
    const value = isNegative ? partOf(literal, 'argument')?.['value'] : literal?.['value'];
    if (typeof value === 'string' || typeof value === 'boolean') return this.#bounded(value);
    return typeof value === 'number' && Number.isFinite(value) ? [{ literal: isNegative ? -value : value }] : ANY;
  }

  #bounded(value: JsonValue): Members {
    return this.#options.budget.takes(1, JSON.stringify(value).length) ? typeOfValue(value) : ANY;
  }

  /** @param owner the braces around the members */
  #object(owner: TypeNode, members: readonly TypeNode[], at: Place): JsonObject {
    const { docs, budget, records } = this.#options;
    const properties: ObjectProperty[] = [];
    let others: JsonObject | false | undefined = records === 'closed' && members.length > 0 ? false : undefined;
    let after = owner.start;
    for (const member of members) {
      const name = memberName(member);
      if (member.type === 'TSIndexSignature') others = this.#schemaOf(annotationOf(member), deeper(at, 1));
      else if (member.type === 'TSPropertySignature' && name !== undefined) {
        const type = annotationOf(member);
        const types = this.#membersOf(type, deeper(at, 2));
        const schema = docs.complete(anyOf(types), { after, start: member.start });
        if (!budget.takes(0, name.length + textLength(schema))) return objectOf(properties, undefined);
        properties.push({ name, schema, optional: member['optional'] === true || types.includes('undefined') });
      }
      after = member.end;
    }
    return objectOf(properties, others);
  }

  #tuple(node: TypeNode, at: Place): JsonObject {
    const elements: JsonObject[] = [];
    let optional = 0;
    for (const element of partsOf(node, 'elementTypes')) {
      if (element.type === 'TSRestType') {
        const rest = this.#schemaOf(tupleElement(partOf(element, 'typeAnnotation')), at);
        // `[...T[], string]` is not said.
        return tupleOf(elements, { optional, rest: isJsonObject(rest['items']) ? rest['items'] : {} });
      }
      elements.push(this.#schemaOf(tupleElement(element), at));
      if (element.type === 'TSOptionalType' || element['optional'] === true) optional++;
    }
    return tupleOf(elements, { optional });
  }

  #reference(node: TypeNode, target: TypeNode | undefined, at: Place): Members {
    const name = nameOf(target);
    if (name === undefined) return ANY;
    const parameter = at.scope.get(name);
    if (parameter !== undefined) return this.#again(parameter, at);
    const declared = this.#options.declared.types.get(name);
    if (INTEGERS.includes(name) && declared?.nodes.every(isAliasOfNumber) !== false) {
      return [{ schema: { type: 'integer' } }];
    }
    const given = this.#arguments(typeArgumentsOf(node), at);
    if (declared !== undefined) return this.#declared({ name, ...declared, given }, at.depth);
    const { budget, records } = this.#options;
    return utilityType(name, { given, plain: (members) => this.#plain(members), budget, records });
  }

  /** What a parameter stands for is written out once more in each place that names it. */
  #again({ members, length, levels }: Bound, { depth }: Place): Members {
    return depth + levels <= MAX_JSON_DEPTH && this.#options.budget.takes(0, length) ? members : ANY;
  }

  #arguments(given: readonly TypeNode[], at: Place): Members[] {
    return given.map((type) => this.#membersOf(type, deeper(at, 2)));
  }

  #declared({ name, nodes, parameters, given }: TypeUse, depth: number): Members {
    const key = given.length === 0 ? name : `${name}<${JSON.stringify(given)}>`;
    if (this.#reading.has(key) || this.#definitions.has(key))
      return [{ schema: { $ref: this.#referenceTo(key, name) } }];
    if (nodes.length === 0) return ANY;
    this.#reading.add(key);
    const scope = new Map<string, Bound>();
    parameters.forEach((parameter, position) => {
      const members = given[position] ?? this.#membersOf(partOf(parameter, 'default'), { scope, depth });
      const own = nameOf(parameter);
      if (own !== undefined) scope.set(own, boundTo(members));
    });
    const members = this.#body(nodes, { scope, depth });
    this.#reading.delete(key);
    if (!this.#recursive.has(key)) return members;
    this.#definitions.set(key, anyOf(members));
    return [{ schema: { $ref: this.#referenceTo(key, name) } }];
  }

  #referenceTo(key: string, name: string): string {
    const taken = new Set(this.#recursive.values());
    let own = this.#recursive.get(key) ?? name;
    while (!this.#recursive.has(key) && taken.has(own)) own += '_';
    this.#recursive.set(key, own);
    return `#/$defs/${own}`;
  }

  #body(nodes: readonly TypeNode[], at: Place): Members {
    const [first] = nodes;
    if (first?.type === 'TSTypeAliasDeclaration') return this.#membersOf(partOf(first, 'typeAnnotation'), at);
    let schema: JsonObject | undefined;
    for (const node of nodes) {
      const body = partOf(node, 'body');
      if (body === undefined) continue;
      let own = this.#object(body, partsOf(body, 'body'), at);
      for (const base of partsOf(node, 'extends')) {
        const inherited = this.#resolved(this.#schemaOf(base, at));
        own = isObjectSchema(inherited) ? overriding(inherited, own) : objectOf(propertiesOf(own), undefined);
      }
      schema = schema === undefined ? own : merged(schema, own);
    }
    return schema === undefined ? ANY : [{ schema }];
  }

  #operator(node: TypeNode, at: Place): Members {
    const operand = partOf(node, 'typeAnnotation');
    if (node['operator'] === 'readonly') return this.#membersOf(operand, at);
    if (node['operator'] !== 'keyof') return ANY;
    const schema = this.#resolved(this.#schemaOf(operand, at));
    const names = propertiesOf(schema).map(({ name }) => name);
    if (!isObjectSchema(schema) || names.length === 0) return [{ schema: { type: 'string' } }];
    return names.map((name) => ({ literal: name }));
  }

  #indexed(node: TypeNode, at: Place): Members {
    const schema = this.#resolved(this.#schemaOf(partOf(node, 'objectType'), at));
    const index = partOf(node, 'indexType');
    if (schema['type'] === 'array') return elementsOf(schema);
    const names = literalNames(this.#membersOf(index, at));
    if (names === undefined || !isObjectSchema(schema)) return ANY;
    return names.flatMap((wanted): Members => {
      const property = propertiesOf(schema).find(({ name }) => name === wanted);
      if (property === undefined) return ANY;
      return property.optional ? [...membersOfSchema(property.schema), 'undefined'] : membersOfSchema(property.schema);
    });
  }

  /** `{ [K in 'a' | 'b']?: T }`, and `{ [K in string]: T }`. */
  #mapped(node: TypeNode, at: Place): Members {
    const parameter = partOf(node, 'typeParameter');
    const value = partOf(node, 'typeAnnotation');
    const name = nameOf(parameter);
    const names = literalNames(this.#membersOf(partOf(parameter, 'constraint'), at));
    if (name === undefined || partOf(node, 'nameType') !== undefined) return [{ schema: { type: 'object' } }];
    if (names === undefined) return [{ schema: objectOf([], this.#schemaOf(value, deeper(at, 1))) }];
    const properties = names.map((literal): ObjectProperty => {
      const scope = new Map([...at.scope, [name, boundTo([{ literal }])]]);
      const types = this.#membersOf(value, { scope, depth: at.depth + 2 });
      const isOptional = node['optional'] === true || node['optional'] === '+' || types.includes('undefined');
      return { name: literal, schema: anyOf(types), optional: isOptional && node['optional'] !== '-' };
    });
    return [{ schema: objectOf(properties, this.#options.records === 'closed' ? false : undefined) }];
  }

  #constant(node: TypeNode): JsonValue | undefined {
    return this.#options.declared.constants.get(nameOf(partOf(node, 'exprName')) ?? '');
  }

  /** A schema itself in place of a reference to it. One that is still being read is any value. */
  #resolved(schema: JsonObject): JsonObject {
    const { $ref } = schema;
    if (typeof $ref !== 'string') return schema;
    for (const [key, name] of this.#recursive) {
      if ($ref === `#/$defs/${name}`) return this.#definitions.get(key) ?? {};
    }
    return {};
  }

  #plain(members: Members): Members {
    return members.map((member) =>
      member !== 'undefined' && 'schema' in member ? { schema: this.#resolved(member.schema) } : member,
    );
  }
}

function boundTo(members: Members): Bound {
  return { members, length: JSON.stringify(members).length, levels: levelsOf(members) };
}

/** Levels of JSON; the members themselves are not JSON yet and count two too many. */
function levelsOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Object.values(value).reduce<number>((most, member) => Math.max(most, levelsOf(member)), 0);
}

function deeper({ scope, depth }: Place, levels: number): Place {
  return { scope, depth: depth + levels };
}

/** What an interface says itself stands in place of what it inherits. */
function overriding(inherited: JsonObject, own: JsonObject): JsonObject {
  const names = new Set(propertiesOf(own).map(({ name }) => name));
  const kept = propertiesOf(inherited).filter(({ name }) => !names.has(name));
  const others = own['properties'] === undefined ? othersOf(inherited) : othersOf(own);
  return objectOf([...kept, ...propertiesOf(own)], others);
}

function arrayOf(items: JsonObject): TypeMember {
  return { schema: Object.keys(items).length === 0 ? { type: 'array' } : { type: 'array', items } };
}

function elementsOf({ items, prefixItems }: JsonObject): Members {
  const elements = [...(Array.isArray(prefixItems) ? prefixItems : []), items].filter(isJsonObject);
  return elements.length === 0 ? ANY : elements.flatMap(membersOfSchema);
}

/** A schema as the literals that it lists, so that unions of them stay one list. */
function membersOfSchema(schema: JsonObject): TypeMember[] {
  const { enum: values, description } = schema;
  if (!Array.isArray(values) || description !== undefined) return [{ schema }];
  return values.flatMap((value) => (typeof value === 'object' && value !== null ? [] : [{ literal: value }]));
}

function isAliasOfNumber(node: TypeNode): boolean {
  return node.type === 'TSTypeAliasDeclaration' && partOf(node, 'typeAnnotation')?.type === 'TSNumberKeyword';
}

function everyIsObject({ anyOf: alternatives }: JsonObject): boolean {
  return Array.isArray(alternatives) && alternatives.every((each) => isJsonObject(each) && each['type'] === 'object');
}

/** Characters of what a comment added to a schema. */
function textLength({ description, default: value, pattern }: JsonObject): number {
  return [description, value, pattern].reduce<number>(
    (sum, text) => sum + (text === undefined ? 0 : JSON.stringify(text).length),
    0,
  );
}
