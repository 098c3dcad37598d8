import { isJsonObject, type JsonObject, type JsonValue, type Page } from '#libs/contracts';
import type { Projection } from './sort-and-projection.js';

/** JSON of one of our own shapes, which hold nothing else. */
function asJson(value: object): JsonObject {
  const entries: [string, unknown][] = Object.entries(value);
  return Object.fromEntries(entries.filter((entry): entry is [string, JsonValue] => entry[1] !== undefined));
}

function mapEach(value: JsonValue, change: (object: JsonObject) => JsonObject): JsonValue {
  if (Array.isArray(value)) return value.map((element) => mapEach(element, change));
  return isJsonObject(value) ? change(value) : value;
}

/** Paths by their first part: the names to take whole, and below which names only parts. */
function byRoot(paths: readonly string[]): Map<string, string[]> {
  const roots = new Map<string, string[]>();
  for (const path of paths) {
    const [root = '', ...rest] = path.split('.');
    const below = roots.get(root) ?? [];
    roots.set(root, rest.length === 0 ? below : [...below, rest.join('.')]);
  }
  return roots;
}

function only(object: JsonObject, paths: readonly string[]): JsonObject {
  const picked: JsonObject = {};
  for (const [name, below] of byRoot(paths)) {
    const value = Object.hasOwn(object, name) ? object[name] : undefined;
    if (value === undefined) continue;
    picked[name] = below.length === 0 ? value : mapEach(value, (child) => only(child, below));
  }
  return picked;
}

function without(object: JsonObject, paths: readonly string[]): JsonObject {
  const kept = { ...object };
  for (const [name, below] of byRoot(paths)) {
    const value = Object.hasOwn(kept, name) ? kept[name] : undefined;
    if (value === undefined) continue;
    if (below.length === 0) Reflect.deleteProperty(kept, name);
    else kept[name] = mapEach(value, (child) => without(child, below));
  }
  return kept;
}

/** True when answers hold the field, or a part of it. */
export function isShown(field: string, projection: Projection | undefined): boolean {
  if (projection === undefined) return true;
  const kept = Object.entries(projection).filter(([, keep]) => keep === 1);
  if (kept.length === 0) return projection[field] !== 0;
  return kept.some(([path]) => path === field || path.startsWith(`${field}.`));
}

/** A page whose entries hold what `project` asked for; `_id` always, unless it is left out by name. */
export function projected(page: Page<object>, projection: Projection | undefined): Page<JsonObject> {
  const list = page._list.map(asJson);
  if (projection === undefined) return { ...page, _list: list };
  const named = Object.entries(projection);
  const included = named.filter(([, keep]) => keep === 1).map(([name]) => name);
  const excluded = named.filter(([, keep]) => keep === 0).map(([name]) => name);
  if (included.length === 0) return { ...page, _list: list.map((entry) => without(entry, excluded)) };
  const paths = excluded.includes('_id') ? included : ['_id', ...included];
  return { ...page, _list: list.map((entry) => only(entry, paths)) };
}
