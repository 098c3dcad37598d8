/**
 * Reads the text of a document, JSON or YAML, that a stranger wrote: bounded in size, nesting, values and aliases. What it
 * says is left to `api-document.ts`.
 */
import { LineCounter, parseDocument } from 'yaml';
import { forbiddenKeyReason, isJsonObject, type JsonObject, type JsonValue } from '#libs/contracts';
import { ImportRefused } from './api-operation.js';

export const MAX_DOCUMENT_BYTES = 8 * 1024 * 1024;
/** Levels of nesting; real documents have up to some fifty. */
const MAX_DEPTH = 200;
/** Objects, arrays and scalars: what aliases stand for counts each time. */
const MAX_VALUES = 2_000_000;
/** The same anchors used so often in all that a document grows so much by them is refused by the parser. */
const MAX_ALIASES = 1_000;
const FIELD = '_document';

/** @throws ImportRefused */
export function parseDocumentText(text: string): JsonObject {
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_DOCUMENT_BYTES) {
    throw new ImportRefused(FIELD, `has ${bytes} bytes; at most ${MAX_DOCUMENT_BYTES} are read`);
  }
  const document = plainJson(
    text.trimStart().startsWith('{') ? (parsedJson(text) ?? parsedYaml(text)) : parsedYaml(text),
  );
  if (isJsonObject(document)) return document;
  throw new ImportRefused(FIELD, 'must be an OpenAPI document: an object with "openapi", "info" and "paths"');
}

/** Undefined for what is no JSON: it may be YAML in braces. */
function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function parsedYaml(text: string): unknown {
  const lines = new LineCounter();
  try {
    // Dates and other types of YAML 1.1 are texts; tags of strangers make nothing.
    const document = parseDocument(text, {
      version: '1.2',
      schema: 'core',
      lineCounter: lines,
      prettyErrors: false,
      // Looking for a key that stands twice takes the square of their number; the last one counts, as in JSON.
      uniqueKeys: false,
      logLevel: 'silent',
      stringKeys: true,
      merge: true,
      resolveKnownTags: false,
    });
    const [error] = document.errors;
    if (error !== undefined) {
      const { line, col } = lines.linePos(error.pos[0]);
      throw new ImportRefused(FIELD, `is neither JSON nor YAML: line ${line}, column ${col}: ${error.message}`);
    }
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    if (error instanceof ImportRefused) throw error;
    const reason = error instanceof RangeError ? 'nests too deep' : messageOf(error);
    throw new ImportRefused(FIELD, `cannot be read: ${reason}`);
  }
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message.slice(0, 300) : 'for no known reason';

/** A copy that is a tree of JSON. Aliases make one value stand in many places, and a cycle never ends. */
function plainJson(document: unknown): JsonValue {
  let left = MAX_VALUES;
  const copy = (value: unknown, depth: number): JsonValue => {
    if (--left < 0) throw new ImportRefused(FIELD, `has more than ${MAX_VALUES} values`);
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
    if (typeof value === 'number') return Number.isFinite(value) ? value : null;
    if (typeof value !== 'object') return null;
    if (depth >= MAX_DEPTH) throw new ImportRefused(FIELD, `nests deeper than ${MAX_DEPTH} levels`);
    if (Array.isArray(value)) return value.map((member: unknown) => copy(member, depth + 1));
    const object: JsonObject = {};
    const entries: [string, unknown][] = Object.entries(value);
    for (const [key, member] of entries) {
      const problem = forbiddenKeyReason(key);
      if (problem !== undefined) throw new ImportRefused(FIELD, `cannot be read: ${problem}`);
      object[key] = copy(member, depth + 1);
    }
    return object;
  };
  return copy(document, 0);
}
