/**
 * Fills in the defaults of a schema. Defaults are written by strangers too: an object among them is completed by the
 * defaults of its own schema, so that a small schema could ask for an object without end. What is added is counted.
 *
 * Defaults count where their subschema applies in any case: under `properties`, `items`, `prefixItems` and
 * `additionalProperties`, through `allOf` and references; never inside alternatives and conditions.
 */
import { type JsonObject, type JsonValue } from '#libs/contracts';
import { copyJson } from './copy-json.js';
import { type SchemaEdge, type SchemaNode } from './schema-graph.js';

export const MAX_DEFAULT_BYTES = 256 * 1024;
/** Subschemas held against values: some tens of milliseconds. */
const MAX_VISITS = 1_000_000;
/** Keeps defaults that lead to themselves from using up the stack. */
const MAX_NESTING = 1_000;

/** The defaults would add more than 256 KiB, have no end, or are looked for in too many values. */
export class DefaultsTooLargeError extends Error {
  override readonly name = 'DefaultsTooLargeError';
}

/**
 * Adds to `value`, in place, what it leaves out and its schema has a default for.
 *
 * @returns bytes of JSON that were added
 * @throws DefaultsTooLargeError
 */
export function applyDefaults(root: SchemaNode, value: JsonValue): number {
  const filler = new DefaultsFiller();
  filler.fill(root, value);
  return filler.addedBytes;
}

class DefaultsFiller {
  addedBytes = 0;
  #visits = 0;
  #nesting = 0;

  fill(node: SchemaNode, value: JsonValue): void {
    if (typeof value !== 'object' || value === null) return;
    this.#visits += 1 + node.edges.length;
    this.#nesting += 1;
    if (this.#visits > MAX_VISITS || this.#nesting > MAX_NESTING) throw new DefaultsTooLargeError();
    for (const edge of node.edges) {
      if (edge.keyword === '$ref' || edge.keyword === 'allOf') this.fill(edge.node, value);
      else if (Array.isArray(value)) this.#fillItems(edge, { node, items: value });
      else this.#fillProperties(edge, { node, object: value });
    }
    this.#nesting -= 1;
  }

  #fillItems(edge: SchemaEdge, { node, items }: { node: SchemaNode; items: JsonValue[] }): void {
    if (edge.keyword !== 'items' && edge.keyword !== 'prefixItems') return;
    if (edge.key === undefined) {
      const prefix = node.edges.filter(({ keyword }) => keyword === 'prefixItems').length;
      for (const item of items.slice(prefix)) this.fill(edge.node, item);
    } else {
      const item = items[Number(edge.key)];
      if (item !== undefined) this.fill(edge.node, item);
    }
  }

  #fillProperties(edge: SchemaEdge, { node, object }: { node: SchemaNode; object: JsonObject }): void {
    if (edge.keyword === 'properties' && typeof edge.key === 'string') {
      if (!Object.hasOwn(object, edge.key)) this.#add(object, edge.key, defaultOf(edge.node));
      const member = object[edge.key];
      if (member !== undefined) this.fill(edge.node, member);
    } else if (edge.keyword === 'additionalProperties') {
      // Which members are additional also depends on patterns; there defaults are left to the script.
      if (node.edges.some(({ keyword }) => keyword === 'patternProperties')) return;
      const named = new Set(node.edges.filter(({ keyword }) => keyword === 'properties').map(({ key }) => key));
      for (const [key, member] of Object.entries(object)) if (!named.has(key)) this.fill(edge.node, member);
    }
  }

  #add(object: JsonObject, key: string, value: JsonValue | undefined): void {
    const copy = copyJson(value);
    if (copy === undefined) return;
    this.addedBytes += Buffer.byteLength(JSON.stringify(copy));
    if (this.addedBytes > MAX_DEFAULT_BYTES) throw new DefaultsTooLargeError();
    object[key] = copy;
  }
}

/** A default stands in the subschema or in what it refers to. */
function defaultOf(node: SchemaNode): JsonValue | undefined {
  if (node.default !== undefined) return node.default;
  for (const edge of node.edges) {
    const value = edge.keyword === '$ref' ? defaultOf(edge.node) : undefined;
    if (value !== undefined) return value;
  }
  return undefined;
}
