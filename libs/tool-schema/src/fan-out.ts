/**
 * How many subschemas can look at one value. That number, times the size of the arguments, bounds the work of checking
 * them; small schemas can make it grow exponentially, by references inside references or by alternatives that recurse.
 *
 * It is computed on the graph, for each level of nesting of the arguments, without expanding anything: `M(n, 0)` is
 * the number of subschemas that a value is checked by when `n` is applied to it, and `M(n, d)` that for a value `d`
 * levels below, at most the sum of `M(m, d - 1)` over the subschemas `m` that one member can meet.
 */
import { type SchemaEdge, type SchemaGraph, type SchemaNode } from './schema-graph.js';

export const MAX_FAN_OUT = 1_000;
/** Arguments nested deeper than this are refused whatever the schema. */
export const MAX_ARGUMENT_DEPTH = 32;
/** A schema that cannot be checked at least this deep is refused. */
export const MIN_ARGUMENT_DEPTH = 8;

export type FanOut =
  { bounded: true; fanOut: number; maxDepth: number } | { bounded: false; path: string; message: string };

/** How often each subschema is applied to a value when one is; in an order where users come before the used. */
type Closure = Map<SchemaNode, number>;

/** Members that one value has, as a subschema sees them: any of them, or those of one name. */
interface Members {
  any: Map<SchemaNode, number>;
  named: Map<string | number, Map<SchemaNode, number>>;
}

/**
 * @returns `fanOut`, the most subschemas that look at one value, and `maxDepth`, the levels of nesting for which that
 * holds; or why the schema cannot be checked in bounded time
 */
export function measureFanOut(graph: SchemaGraph): FanOut {
  const order = sortInPlace(graph.nodes);
  if (!Array.isArray(order)) {
    const message =
      'leads back to itself without going into a property or an item, so that checking would never end; remove the cycle';
    return { bounded: false, path: order.path, message };
  }
  const members = new Map<SchemaNode, Members>();
  let sizes = new Map<SchemaNode, number>();
  const pending = [graph.root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (members.has(node)) continue;
    const closure = closureOf(node, order);
    const size = [...closure.values()].reduce((sum, times) => sum + times, 0);
    if (size > MAX_FAN_OUT) return tooMany(node.path);
    sizes.set(node, size);
    const found = membersOf(closure);
    members.set(node, found);
    for (const targets of [found.any, ...found.named.values()]) pending.push(...targets.keys());
  }

  let fanOut = 0;
  let depth = 0;
  for (; depth <= MAX_ARGUMENT_DEPTH; depth += 1) {
    const size = sizes.get(graph.root) ?? 0;
    if (size > MAX_FAN_OUT) break;
    fanOut = Math.max(fanOut, size);
    const previous = sizes;
    sizes = new Map([...members].map(([node, found]) => [node, oneLevelDown(found, previous)]));
  }
  const maxDepth = depth - 1;
  return maxDepth < MIN_ARGUMENT_DEPTH ? tooMany(graph.root.path) : { bounded: true, fanOut, maxDepth };
}

function tooMany(path: string): FanOut {
  const message =
    `combines references and alternatives so that one value would be checked by over ${MAX_FAN_OUT} subschemas; ` +
    'use fewer alternatives, or give each its own property names';
  return { bounded: false, path, message };
}

function oneLevelDown({ any, named }: Members, sizes: ReadonlyMap<SchemaNode, number>): number {
  const total = (targets: ReadonlyMap<SchemaNode, number>): number => {
    let sum = 0;
    for (const [target, times] of targets) sum += times * (sizes.get(target) ?? 0);
    return sum;
  };
  let most = 0;
  for (const targets of named.values()) most = Math.max(most, total(targets));
  return total(any) + most;
}

function inPlace(node: SchemaNode): SchemaEdge[] {
  return node.edges.filter((edge) => edge.looksAt === 'same');
}

/** All nodes so that one comes before those that it applies to the same value, or a node of a cycle. */
function sortInPlace(nodes: readonly SchemaNode[]): SchemaNode[] | SchemaNode {
  const users = new Map<SchemaNode, number>(nodes.map((node) => [node, 0]));
  for (const node of nodes) {
    for (const edge of inPlace(node)) users.set(edge.node, (users.get(edge.node) ?? 0) + 1);
  }
  const order = nodes.filter((node) => users.get(node) === 0);
  for (const node of order) {
    for (const edge of inPlace(node)) {
      const left = (users.get(edge.node) ?? 0) - 1;
      users.set(edge.node, left);
      if (left === 0) order.push(edge.node);
    }
  }
  if (order.length === nodes.length) return order;
  return nodeOfCycle(nodes.filter((node) => (users.get(node) ?? 0) > 0));
}

/** @param left nodes of cycles, and nodes that cycles lead to; each is led to by another */
function nodeOfCycle(left: readonly SchemaNode[]): SchemaNode {
  const user = new Map(left.flatMap((node) => inPlace(node).map((edge) => [edge.node, node] as const)));
  let node = left[0];
  for (let step = 0; step < left.length; step += 1) node = (node && user.get(node)) ?? node;
  if (node === undefined) throw new Error('a graph that cannot be sorted has no cycle');
  return node;
}

function closureOf(start: SchemaNode, order: readonly SchemaNode[]): Closure {
  const reached: Closure = new Map([[start, 1]]);
  const closure: Closure = new Map();
  for (const node of order) {
    const times = reached.get(node);
    if (times === undefined) continue;
    closure.set(node, times);
    for (const edge of inPlace(node)) reached.set(edge.node, (reached.get(edge.node) ?? 0) + times);
  }
  return closure;
}

function membersOf(closure: Closure): Members {
  const members: Members = { any: new Map(), named: new Map() };
  for (const [node, times] of closure) {
    for (const edge of node.edges) {
      if (edge.looksAt === 'member') {
        members.any.set(edge.node, (members.any.get(edge.node) ?? 0) + times);
      } else if (edge.looksAt === 'namedMember' && edge.key !== undefined) {
        const named = members.named.get(edge.key) ?? new Map<SchemaNode, number>();
        members.named.set(edge.key, named.set(edge.node, (named.get(edge.node) ?? 0) + times));
      }
    }
  }
  return members;
}
