/**
 * Reads a schema into a graph: one node for each subschema, an edge for each way in which checking a value by one
 * leads to another. What can go wrong in the structure is found here: references, names, patterns, the number of
 * subschemas. Whether each keyword has a value that it may have is left to the meta-schema, and how much work the
 * whole can cause to `fan-out.ts`.
 *
 * Every node also gets the schema to compile: decisive keywords only, references as pointers from the root.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '#libs/contracts';
import { type FieldProblem } from '#libs/errors';
import { compileRegex, type LinearRegex, patternCost, RegexRefusedError } from '#libs/linear-regex';
import { childPath, pointerStep } from './json-path.js';
import { ANCHORS, type Applicator, APPLICATORS, PLAIN_KEYWORDS, REFERENCES } from './keywords.js';

export const MAX_SUBSCHEMAS = 1_000;
/** Limit of `patternCost` over all patterns of a schema: what compiles in some tens of milliseconds. */
export const MAX_PATTERN_COST = 50_000;
/** Names in all `dependentRequired` and `dependencies`: each compiles to code of its own. */
export const MAX_DEPENDENT_NAMES = 500;
/** Levels of subschemas along any chain of references: compiling and checking recurse through them. */
export const MAX_REFERENCE_HEIGHT = 300;

export interface SchemaEdge {
  /** The keyword of an applicator, or `$ref` for any reference. */
  keyword: string;
  looksAt: Applicator['looksAt'];
  /** Key of the map or index of the list that holds the subschema. */
  key: string | number | undefined;
  node: SchemaNode;
}

export interface SchemaNode {
  path: string;
  pointer: string;
  compiled: JsonObject | boolean;
  default: JsonValue | undefined;
  /** Levels of subschemas that it holds, itself included. */
  height: number;
  edges: SchemaEdge[];
}

export interface SchemaGraph {
  root: SchemaNode;
  nodes: SchemaNode[];
  longestRequired: number;
  patterns: ReadonlyMap<string, LinearRegex>;
  /** Of any one pattern, see `patternCost`; 0 when there is none. */
  maxPatternCost: number;
  problems: FieldProblem[];
}

interface Holder {
  node: SchemaNode;
  applicator: Applicator;
  keyword: string;
}

interface Reference {
  from: SchemaNode;
  keyword: string;
  target: JsonValue;
}

/** @param path of the schema in the caller's document; every problem's path starts with it */
export function readSchema(schema: JsonObject, path: string): SchemaGraph {
  return new SchemaReader(schema, path).graph();
}

class SchemaReader {
  readonly #problems: FieldProblem[] = [];
  readonly #nodes = new Map<string, SchemaNode>();
  readonly #anchors = new Map<string, SchemaNode>();
  readonly #patterns = new Map<string, LinearRegex>();
  readonly #references: Reference[] = [];
  readonly #root: SchemaNode;
  #longestRequired = 0;
  #dependentNames = 0;
  #patternCost = 0;
  #maxPatternCost = 0;
  #full = false;

  constructor(schema: JsonObject, path: string) {
    this.#root = this.#read(schema, path, '');
    const targets = new Set(this.#references.map((reference) => this.#resolve(reference)));
    const height = [...targets].reduce((sum, target) => sum + (target?.height ?? 0), 0);
    if (height > MAX_REFERENCE_HEIGHT) {
      const message = `refers to subschemas that together nest ${height} levels; at most ${MAX_REFERENCE_HEIGHT} are allowed`;
      this.#refuse(path, message);
    }
    if (this.#dependentNames > MAX_DEPENDENT_NAMES) {
      this.#refuse(
        path,
        `names over ${MAX_DEPENDENT_NAMES} properties in dependentRequired or dependencies; name fewer`,
      );
    }
    if (this.#patternCost > MAX_PATTERN_COST) {
      this.#refuse(
        path,
        'has too many patterns, or too large repeats in them; use fewer, shorter ones, and maxLength instead of repeats',
      );
    }
  }

  graph(): SchemaGraph {
    return {
      root: this.#root,
      nodes: [...this.#nodes.values()],
      longestRequired: this.#longestRequired,
      patterns: this.#patterns,
      maxPatternCost: this.#maxPatternCost,
      problems: this.#problems,
    };
  }

  #refuse(path: string, message: string): void {
    this.#problems.push({ path, message });
  }

  #read(schema: JsonValue, path: string, pointer: string): SchemaNode {
    const node: SchemaNode = { path, pointer, compiled: true, default: undefined, height: 1, edges: [] };
    if (this.#nodes.size >= MAX_SUBSCHEMAS) {
      if (!this.#full) this.#refuse(path, `is one of more than ${MAX_SUBSCHEMAS} subschemas; use fewer`);
      this.#full = true;
      return node;
    }
    this.#nodes.set(pointer, node);
    if (typeof schema === 'boolean') {
      node.compiled = schema;
    } else if (isJsonObject(schema)) {
      const compiled: JsonObject = {};
      node.compiled = compiled;
      for (const [keyword, value] of Object.entries(schema)) this.#readKeyword({ node, keyword, compiled }, value);
    } else {
      this.#refuse(path, 'must be a schema: an object such as { "type": "string" }');
    }
    return node;
  }

  #readKeyword(at: { node: SchemaNode; keyword: string; compiled: JsonObject }, value: JsonValue): void {
    const { node, keyword, compiled } = at;
    const path = childPath(node.path, keyword);
    const applicator = APPLICATORS.get(keyword);
    if (applicator !== undefined) {
      compiled[keyword] = this.#readApplicator({ node, applicator, keyword }, value);
    } else if (REFERENCES.includes(keyword)) {
      this.#references.push({ from: node, keyword, target: value });
    } else if (ANCHORS.includes(keyword) && typeof value === 'string') {
      if (this.#anchors.has(value)) this.#refuse(path, `names an anchor that stands elsewhere in the schema too`);
      this.#anchors.set(value, node);
    } else if (keyword === '$id' && node.pointer !== '') {
      this.#refuse(path, 'is only allowed at the root; refer to subschemas by "#/$defs/name"');
    } else if (keyword === 'default') {
      node.default = value;
    } else if (PLAIN_KEYWORDS.has(keyword)) {
      if (keyword === 'pattern' && typeof value === 'string') this.#readPattern(value, path);
      if (keyword === 'required') this.#countRequired(value);
      if (keyword === 'dependentRequired' && isJsonObject(value)) Object.values(value).forEach(this.#countDependent);
      compiled[keyword] = value;
    }
  }

  readonly #countRequired = (names: JsonValue): void => {
    if (Array.isArray(names)) this.#longestRequired = Math.max(this.#longestRequired, names.length);
  };

  readonly #countDependent = (names: JsonValue): void => {
    this.#countRequired(names);
    this.#dependentNames += 1 + (Array.isArray(names) ? names.length : 0);
  };

  #readPattern(pattern: string, path: string): void {
    if (this.#patterns.has(pattern)) return;
    const cost = patternCost(pattern);
    this.#patternCost += cost;
    this.#maxPatternCost = Math.max(this.#maxPatternCost, cost);
    // What is over the limit is refused without the work of compiling it.
    if (this.#patternCost > MAX_PATTERN_COST) return;
    try {
      this.#patterns.set(pattern, compileRegex(pattern));
    } catch (error) {
      if (!(error instanceof RegexRefusedError)) throw error;
      this.#refuse(path, error.message);
    }
  }

  #readApplicator(holder: Holder, value: JsonValue): JsonValue {
    const { holds } = holder.applicator;
    if (holds === 'map' || holds === 'mapOrNames') return isJsonObject(value) ? this.#readMap(holder, value) : value;
    if (holds === 'list' || (holds === 'schemaOrList' && Array.isArray(value))) {
      return Array.isArray(value) ? this.#readList(holder, value) : value;
    }
    return this.#readMember({ ...holder, key: undefined }, value);
  }

  #readList(holder: Holder, list: JsonValue[]): JsonValue[] {
    return list.map((member, index) => this.#readMember({ ...holder, key: index }, member));
  }

  #readMap(holder: Holder, map: JsonObject): JsonObject {
    const { keyword, node, applicator } = holder;
    const compiled: JsonObject = {};
    for (const [key, member] of Object.entries(map)) {
      const path = childPath(childPath(node.path, keyword), key);
      if (key === 'prototype' || key in Object.prototype) {
        this.#refuse(path, `is a name that every JavaScript object reserves; choose another`);
      } else if (keyword === 'properties' && typeof member === 'boolean') {
        const instead = member ? '{}' : '{ "not": {} }';
        this.#refuse(path, `must be an object: MCP clients refuse a tool with a boolean here; write ${instead}`);
      } else if (applicator.holds === 'mapOrNames' && Array.isArray(member)) {
        this.#countDependent(member);
        compiled[key] = member;
      } else {
        if (keyword === 'patternProperties') this.#readPattern(key, path);
        compiled[key] = this.#readMember({ ...holder, key }, member);
      }
    }
    return compiled;
  }

  #readMember(holder: Holder & { key: string | number | undefined }, member: JsonValue): JsonValue {
    const { node, applicator, keyword, key } = holder;
    const path = childPath(node.path, keyword);
    const pointer = node.pointer + pointerStep(keyword);
    const child =
      key === undefined
        ? this.#read(member, path, pointer)
        : this.#read(member, childPath(path, key), pointer + pointerStep(key));
    // A list under `items` (draft-07, 2019-09) is what `prefixItems` is in 2020-12.
    const looksAt = keyword === 'items' && key !== undefined ? 'namedMember' : applicator.looksAt;
    node.edges.push({ keyword, looksAt, key, node: child });
    node.height = Math.max(node.height, child.height + 1);
    return child.compiled;
  }

  #resolve({ from, keyword, target }: Reference): SchemaNode | undefined {
    const path = childPath(from.path, keyword);
    if (typeof target !== 'string') {
      this.#refuse(path, 'must be a string such as "#/$defs/name"');
      return undefined;
    }
    if (!target.startsWith('#')) {
      const what = JSON.stringify(target.slice(0, 200));
      this.#refuse(path, `must stay inside this schema ("#/$defs/name"); ${what} is not fetched`);
      return undefined;
    }
    const node = this.#find(target.slice(1));
    if (node === undefined) {
      this.#refuse(path, `points at nothing: there is no subschema at ${JSON.stringify(target.slice(0, 200))}`);
      return undefined;
    }
    from.edges.push({ keyword: '$ref', looksAt: 'same', key: undefined, node });
    if (typeof from.compiled === 'boolean') return node;
    const $ref = `#${node.pointer}`;
    if (from.compiled.$ref === undefined) {
      from.compiled.$ref = $ref;
    } else {
      const { allOf } = from.compiled;
      from.compiled.allOf = [...(Array.isArray(allOf) ? allOf : []), { $ref }];
    }
    return node;
  }

  /** @param fragment a JSON pointer or an anchor, as it stands after the `#` (JSON Schema core, section 8.2) */
  #find(fragment: string): SchemaNode | undefined {
    if (fragment !== '' && !fragment.startsWith('/')) return this.#anchors.get(fragment);
    let text: string;
    try {
      text = decodeURIComponent(fragment);
    } catch {
      return undefined;
    }
    const steps = text.split('/').slice(1);
    const pointer = steps.map((step) => pointerStep(step.replaceAll('~1', '/').replaceAll('~0', '~'))).join('');
    return this.#nodes.get(pointer);
  }
}
