/** The parts of an OpenAPI document (3.0 and 3.1) that an import reads: its version, servers and operations. */
import { isJsonObject, type JsonObject, type JsonValue } from '#libs/contracts';
import {
  HTTP_METHODS,
  type HttpMethod,
  ImportRefused,
  type OperationProblem,
  OperationRefused,
} from './api-operation.js';
import { References } from './references.js';
import { cutText } from './texts.js';

/** Operations of a document, whether they are imported or not. */
const MAX_OPERATIONS = 5_000;
const MAX_PATH_CHARS = 2_000;
/** Of which one is looked for. */
const MAX_SERVERS = 50;
/** Paths that are told of because their operations are not known. */
const MAX_LOST_PATHS = 100;
const METHODS = new Map<string, HttpMethod>(HTTP_METHODS.map((method) => [method.toLowerCase(), method]));

/** An operation as the document has it. */
export interface DocumentOperation {
  key: string;
  operationId: string | undefined;
  method: HttpMethod;
  path: string;
  operation: JsonObject;
  /** Of all operations of the path. */
  pathItem: JsonObject;
}

export interface ApiDocument {
  root: JsonObject;
  version: string;
  isVersion30: boolean;
  title: string;
  apiVersion: string;
  references: References;
  operations: DocumentOperation[];
  /** Paths whose operations are not in the document, by the path. */
  lostPaths: OperationProblem[];
}

const textOf = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');

/** @throws ImportRefused for what is no OpenAPI 3.0 or 3.1 document */
export function readApiDocument(root: JsonObject): ApiDocument {
  const version = textOf(root.openapi);
  if (!/^3\.[01]\.\d{1,3}(?:-.{0,20})?$/.test(version)) {
    throw new ImportRefused('_document.openapi', `must be 3.0.x or 3.1.x, and is ${foundVersion(root)}`);
  }
  const info = isJsonObject(root.info) ? root.info : {};
  const references = new References(root);
  return {
    root,
    version,
    isVersion30: version.startsWith('3.0'),
    title: cutText(textOf(info.title), 200),
    apiVersion: cutText(textOf(info.version), 100),
    references,
    ...operationsOf(root, references),
  };
}

function foundVersion({ openapi, swagger }: JsonObject): string {
  const found = JSON.stringify(openapi ?? swagger ?? null).slice(0, 40);
  if (openapi === undefined && swagger !== undefined) {
    return `that of Swagger ${found}; convert the document to OpenAPI 3 first`;
  }
  return typeof openapi === 'number' ? `the number ${found}; write the whole version, in quotes` : found;
}

function operationsOf({ paths }: JsonObject, references: References): Pick<ApiDocument, 'operations' | 'lostPaths'> {
  if (!isJsonObject(paths)) throw new ImportRefused('_document.paths', 'must be an object with the paths of the API');
  const operations: DocumentOperation[] = [];
  const lostPaths: OperationProblem[] = [];
  for (const [path, given] of Object.entries(paths)) {
    if (!path.startsWith('/') || path.length > MAX_PATH_CHARS) continue;
    const pathItem = pathItemOf(given, references);
    if (pathItem instanceof OperationRefused) {
      const { code, message } = pathItem;
      if (lostPaths.length < MAX_LOST_PATHS) lostPaths.push({ operation: path.slice(0, 500), code, message });
      continue;
    }
    for (const [name, operation] of Object.entries(pathItem)) {
      const method = METHODS.get(name);
      if (method === undefined || !isJsonObject(operation)) continue;
      if (operations.length === MAX_OPERATIONS) {
        throw new ImportRefused('_document.paths', `has more than ${MAX_OPERATIONS} operations`);
      }
      const operationId = textOf(operation.operationId) || undefined;
      operations.push({ key: `${method} ${path}`, operationId, method, path, operation, pathItem });
    }
  }
  return { operations, lostPaths };
}

/** A path whose reference leads nowhere has no operations; why it leads nowhere. */
function pathItemOf(given: JsonValue, references: References): JsonObject | OperationRefused {
  try {
    return references.resolve(given, 'the path').value;
  } catch (error) {
    if (error instanceof OperationRefused) return error;
    throw error;
  }
}

/**
 * The URL of the first server that can be called, of a document, a path or an operation, with its variables' defaults
 * filled in (OpenAPI 3.1, 4.8.5).
 *
 * @param base what a URL is relative to that names no host; without it none is taken
 * @returns undefined when no server is named; what is wrong when none of them can be called
 */
export function firstServer({ servers }: JsonObject, base?: string): { url: string } | { problem: string } | undefined {
  let problem: string | undefined;
  for (const server of Array.isArray(servers) ? servers.slice(0, MAX_SERVERS) : []) {
    const url = isJsonObject(server) ? serverUrl(server, base) : '';
    if (baseUrlProblem(url) === undefined) return { url };
    problem ??= `${JSON.stringify(url.slice(0, 200))} ${baseUrlProblem(url) ?? ''}`;
  }
  return problem === undefined ? undefined : { problem };
}

function serverUrl(server: JsonObject, base: string | undefined): string {
  const variables = isJsonObject(server.variables) ? server.variables : {};
  const url = textOf(server.url)
    .slice(0, MAX_PATH_CHARS)
    .replace(/\{([^{}]{1,100})\}/g, (whole, name: string) => {
      const variable = Object.hasOwn(variables, name) ? variables[name] : undefined;
      return isJsonObject(variable) && typeof variable.default === 'string' ? variable.default : whole;
    });
  // Relative to where the document lies, which is not known; what begins at the root of its host is at that of the API.
  return base !== undefined && url.startsWith('/') ? (URL.parse(url, base)?.href.replace(/\/$/, '') ?? url) : url;
}

/** What keeps a URL from being the base of requests, or undefined. */
export function baseUrlProblem(text: string): string | undefined {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) return 'must be an absolute URL, https or http';
  if (url.username !== '' || url.password !== '') return 'must not hold a name or a password; use a secret';
  if (/[\s\\\p{Cc}]/u.test(text)) return 'must hold no spaces and no "\\"';
  if (text.includes('?') || text.includes('#')) return 'must end with its path: without "?" and "#"';
  return text.includes('{') ? 'must not hold variables' : undefined;
}
