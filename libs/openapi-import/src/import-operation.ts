/** Makes a tool of one operation: its texts, its arguments in one schema, and what it takes to call it. */
import type { JsonObject, JsonValue } from '#libs/contracts';
import { checkToolSchema } from '#libs/tool-schema';
import { type ApiDocument, type DocumentOperation, firstServer } from './api-document.js';
import { type ApiAuth, type ApiOperation, OperationRefused } from './api-operation.js';
import { ArgumentNames, type PlannedArgument } from './arguments.js';
import { plannedBody } from './operation-body.js';
import { plannedParameters } from './operation-parameters.js';
import { SchemaConverter, SchemaTooLarge } from './schema-conversion.js';
import { isSecured } from './security.js';
import { cutText, describedText } from './texts.js';

const MAX_DESCRIPTION_CHARS = 1_024;
const MAX_TITLE_CHARS = 120;
const MAX_PARAMETER_TEXT_CHARS = 500;
/** What a model should have to read of one tool; deeper levels give way. */
const MAX_SCHEMA_BYTES = 16 * 1024;
const LEVELS = [10, 6, 4, 3, 2, 1, 0] as const;
/** As tools have them. */
const TAG = /^[\p{L}\p{N}][\p{L}\p{N}_.:/-]{0,49}$/u;
const MAX_TAGS = 20;

export interface ImportContext {
  document: ApiDocument;
  toolName: string;
  /** How secrets are sent. */
  auth: readonly ApiAuth[];
  /** Operations that have servers of their own are there, relative to this; else all are at the base URL. */
  serversBelow: string | undefined;
}

/** @throws OperationRefused when it cannot be a tool */
export function importOperation(source: DocumentOperation, context: ImportContext): ApiOperation {
  const { references } = context.document;
  const { key, operationId, method, path, operation } = source;
  if (method === 'OPTIONS')
    throw new OperationRefused('UnsupportedMethod', 'is of the method OPTIONS, which asks about other operations');
  const names = new ArgumentNames();
  const parameters = plannedParameters(source, { references, names, auth: context.auth });
  const body = plannedBody(source, { references, names });
  const baseUrl = context.serversBelow === undefined ? undefined : ownServer(source, context.serversBelow);
  const title = textOf(operation.summary, MAX_TITLE_CHARS);
  return {
    key,
    ...(operationId === undefined ? {} : { operationId: operationId.slice(0, 200) }),
    toolName: context.toolName,
    method,
    path,
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(title === '' ? {} : { title }),
    description: descriptionOf(source, context.document),
    tags: tagsOf(operation),
    inputSchema: inputSchema([...parameters, ...(body?.planned ?? [])], context.document),
    parameters: parameters.map(({ parameter }) => parameter),
    ...(body === undefined ? {} : { body: body.body }),
    secured: isSecured(operation),
  };
}

/** @throws OperationRefused when it is elsewhere, and where cannot be told */
function ownServer({ operation, pathItem }: DocumentOperation, base: string): string | undefined {
  const server = firstServer(operation, base) ?? firstServer(pathItem, base);
  if (server === undefined || 'url' in server) return server?.url;
  const message = `has a server of its own that cannot be called: ${server.problem}; give _baseUrl`;
  throw new OperationRefused('UnsupportedServer', message);
}

const textOf = (value: JsonValue | undefined, maxChars: number): string =>
  typeof value === 'string' ? cutText(value, maxChars) : '';

/** What a model chooses by: what the document says, and which request it is. */
function descriptionOf({ operation, key }: DocumentOperation, { title }: ApiDocument): string {
  const summary = textOf(operation.summary, MAX_DESCRIPTION_CHARS);
  const text = textOf(operation.description, MAX_DESCRIPTION_CHARS - summary.length);
  const says = [
    ...(operation.deprecated === true ? ['Deprecated.'] : []),
    ...(summary === '' || text.startsWith(summary) ? [] : [summary]),
    ...(text === '' ? [] : [text]),
  ];
  const request = `${cutText(key, 300)}${title === '' ? '' : ` of ${cutText(title, 100)}`}`;
  return [...says, says.length === 0 ? request : `(${request})`].join('\n');
}

function tagsOf({ tags }: JsonObject): string[] {
  const named = Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : [];
  const cleaned = named.map((tag) =>
    tag
      .trim()
      .replace(/[^\p{L}\p{N}_.:/-]+/gu, '-')
      .slice(0, 50),
  );
  return [...new Set(cleaned.filter((tag) => TAG.test(tag)))].slice(0, MAX_TAGS);
}

/** One object of all arguments, with as many levels as have room. */
function inputSchema(planned: readonly PlannedArgument[], document: ApiDocument): JsonObject {
  let problem = 'is too large';
  for (const levels of LEVELS) {
    const schema = schemaOfLevels(planned, document, levels);
    if (schema === undefined || JSON.stringify(schema).length > MAX_SCHEMA_BYTES) continue;
    const [first] = checkToolSchema(schema, '');
    if (first === undefined) return schema;
    problem = `${first.path} ${first.message}`;
  }
  throw new OperationRefused('SchemaRefused', `has arguments whose schema cannot be used: ${problem.slice(0, 300)}`);
}

/** Undefined when it has too many subschemas. */
function schemaOfLevels(
  planned: readonly PlannedArgument[],
  { references, isVersion30 }: ApiDocument,
  levels: number,
): JsonObject | undefined {
  const converter = new SchemaConverter({ references, isVersion30, levels });
  const properties: JsonObject = {};
  try {
    for (const { argument, schema, texts, note } of planned) {
      const what = `the argument ${argument}`;
      const { value } = references.resolve(schema ?? {}, what);
      const description = typeof texts.description === 'string' ? texts.description : value.description;
      const said = { ...value, description, example: texts.example ?? value.example };
      const described = describedText(said, MAX_PARAMETER_TEXT_CHARS);
      properties[argument] = { ...converter.convert(schema, what), ...withNote(described, note) };
    }
  } catch (error) {
    if (error instanceof SchemaTooLarge) return undefined;
    throw error;
  }
  const required = planned.filter((one) => one.required).map(({ argument }) => argument);
  return {
    type: 'object',
    properties,
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  };
}

function withNote(described: JsonObject, note: string | undefined): JsonObject {
  if (note === undefined) return described;
  const { description } = described;
  return { ...described, description: typeof description === 'string' ? `${description} ${note}` : note };
}
