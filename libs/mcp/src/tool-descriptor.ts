/**
 * Tool descriptors as `tools/list` sends them: finds what a client would stumble over, and makes the bytes. One tool
 * with a wrong type makes the official clients refuse the whole list, so a tool is checked before it is listed. Whether
 * a schema is valid JSON Schema is left to whoever compiles it.
 */
import type { FieldProblem } from '#libs/errors';
import { isJsonObject, type JsonObject, type JsonValue } from '#libs/contracts';
import { headerParameters } from './header-parameters.js';

/** A tool as a client sees it (2025-11-25 and 2026-07-28, Tools, "Tool"). */
// A type, not an interface, so that it is JSON to the compiler too.
export type ToolDescriptor = {
  name: string;
  title?: string;
  description?: string;
  inputSchema: JsonObject;
  outputSchema?: JsonObject;
  annotations?: {
    title?: string;
    readOnlyHint?: boolean;
    destructiveHint?: boolean;
    idempotentHint?: boolean;
    openWorldHint?: boolean;
  };
  icons?: { src: string; mimeType?: string; sizes?: string[]; theme?: 'light' | 'dark' }[];
  _meta?: JsonObject;
};

/** Taken by every model API. */
const TOOL_NAME = /^[a-zA-Z0-9_-]{1,64}$/;
const HINTS = ['readOnlyHint', 'destructiveHint', 'idempotentHint', 'openWorldHint'];

/**
 * What the strictest of the clients of every served revision would reject in a descriptor.
 *
 * @param descriptor the JSON of a `ToolDescriptor`, from wherever it comes
 * @returns every problem by its path in the descriptor; none when the tool can be listed
 */
export function checkTool(descriptor: JsonValue): FieldProblem[] {
  if (!isJsonObject(descriptor)) return [{ path: '', message: 'must be an object' }];
  const problems: FieldProblem[] = [];
  if (typeof descriptor.name !== 'string' || !TOOL_NAME.test(descriptor.name)) {
    problems.push({ path: 'name', message: `must match ${TOOL_NAME.source}` });
  }
  problems.push(
    ...checkTypes(descriptor, { path: '', names: ['title', 'description'], type: 'string' }),
    ...checkSchema(descriptor.inputSchema, 'inputSchema'),
    ...(descriptor.outputSchema === undefined ? [] : checkSchema(descriptor.outputSchema, 'outputSchema')),
    ...checkAnnotations(descriptor.annotations),
    ...checkIcons(descriptor.icons),
  );
  if (descriptor._meta !== undefined && !isJsonObject(descriptor._meta)) {
    problems.push({ path: '_meta', message: 'must be an object' });
  }
  if (isJsonObject(descriptor.inputSchema)) problems.push(...headerParameters(descriptor.inputSchema).problems);
  return problems;
}

function checkSchema(schema: JsonValue | undefined, path: string): FieldProblem[] {
  if (!isJsonObject(schema)) return [{ path, message: 'must be an object' }];
  const problems: FieldProblem[] = [];
  if (schema.type !== 'object') problems.push({ path: `${path}.type`, message: 'must be "object"' });
  const { properties, required, $schema } = schema;
  if (isJsonObject(properties)) {
    for (const [name, property] of Object.entries(properties)) {
      if (!isJsonObject(property)) {
        problems.push({
          path: `${path}.properties.${name}`,
          message: 'must be an object; clients refuse true and false',
        });
      }
    }
  } else if (properties !== undefined) {
    problems.push({ path: `${path}.properties`, message: 'must be an object' });
  }
  if (required !== undefined && !isStrings(required)) {
    problems.push({ path: `${path}.required`, message: 'must be an array of strings' });
  }
  if ($schema !== undefined && typeof $schema !== 'string') {
    problems.push({ path: `${path}.$schema`, message: 'must be a string' });
  }
  return problems;
}

function checkAnnotations(annotations: JsonValue | undefined): FieldProblem[] {
  if (annotations === undefined) return [];
  if (!isJsonObject(annotations)) return [{ path: 'annotations', message: 'must be an object' }];
  return [
    ...checkTypes(annotations, { path: 'annotations.', names: ['title'], type: 'string' }),
    ...checkTypes(annotations, { path: 'annotations.', names: HINTS, type: 'boolean' }),
  ];
}

function checkIcons(icons: JsonValue | undefined): FieldProblem[] {
  if (icons === undefined) return [];
  if (!Array.isArray(icons)) return [{ path: 'icons', message: 'must be an array' }];
  return icons.flatMap((icon, index): FieldProblem[] => {
    const path = `icons[${index}]`;
    if (!isJsonObject(icon) || typeof icon.src !== 'string') {
      return [{ path: `${path}.src`, message: 'must be a string' }];
    }
    const problems = checkTypes(icon, { path: `${path}.`, names: ['mimeType'], type: 'string' });
    if (icon.sizes !== undefined && !isStrings(icon.sizes)) {
      problems.push({ path: `${path}.sizes`, message: 'must be an array of strings' });
    }
    if (icon.theme !== undefined && icon.theme !== 'light' && icon.theme !== 'dark') {
      problems.push({ path: `${path}.theme`, message: 'must be "light" or "dark"' });
    }
    return problems;
  });
}

function checkTypes(
  object: JsonObject,
  { path, names, type }: { path: string; names: readonly string[]; type: 'string' | 'boolean' },
): FieldProblem[] {
  return names
    .filter((name) => object[name] !== undefined && typeof object[name] !== type)
    .map((name) => ({ path: `${path}${name}`, message: `must be a ${type}` }));
}

function isStrings(value: JsonValue): value is string[] {
  return Array.isArray(value) && value.every((element) => typeof element === 'string');
}

/** The bytes of one descriptor, its fields in a fixed order, so that the same tool always gives the same bytes. */
export function encodeTool(tool: ToolDescriptor): Buffer {
  const { name, title, description, inputSchema, outputSchema, annotations, icons, _meta } = tool;
  return Buffer.from(
    JSON.stringify({ name, title, description, inputSchema, outputSchema, annotations, icons, _meta }),
  );
}

const TASK_SUPPORT = Buffer.from(',"execution":{"taskSupport":"optional"}}');

/**
 * A descriptor's bytes for clients that may call the tool as a task, in 2025-11-25 (Tasks, "Tool-Level Negotiation").
 *
 * @param bytes from `encodeTool`
 */
export function withTaskSupport(bytes: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, -1), TASK_SUPPORT]);
}

const COMMA = 0x2c;

/** The bytes of a JSON array of tools, in the order given. */
export function joinTools(tools: readonly Buffer[]): Buffer {
  if (tools.length === 0) return Buffer.from('[]');
  const length = tools.reduce((sum, tool) => sum + tool.length + 1, 1);
  const bytes = Buffer.allocUnsafe(length);
  bytes[0] = 0x5b;
  let offset = 1;
  for (const tool of tools) {
    tool.copy(bytes, offset);
    offset += tool.length + 1;
    bytes[offset - 1] = COMMA;
  }
  bytes[length - 1] = 0x5d;
  return bytes;
}
