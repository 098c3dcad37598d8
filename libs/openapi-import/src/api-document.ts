/** The parts of an OpenAPI document (3.0 and 3.1) that an import reads: its version, servers and operations. */
import { isJsonObject, type JsonObject, type JsonValue } from '#libs/contracts';
import { HTTP_METHODS, type HttpMethod, ImportRefused, OperationRefused } from './api-operation.js';
import { References } from './references.js';

/** Operations of a document, whether they are imported or not. */
const MAX_OPERATIONS = 5_000;
const MAX_PATH_CHARS = 2_000;
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
}

const textOf = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');

/** @throws ImportRefused for what is no OpenAPI 3.0 or 3.1 document */
export function readApiDocument(root: JsonObject): ApiDocument {
  const version = textOf(root.openapi);
  if (!/^3\.[01]\.\d{1,3}(?:-.{0,20})?$/.test(version)) {
    const isSwagger = typeof root.swagger === 'string';
    const found = JSON.stringify(isSwagger ? root.swagger : (root.openapi ?? null)).slice(0, 40);
    const message = `must be 3.0.x or 3.1.x, and is ${isSwagger ? `that of Swagger ${found}` : found}`;
    throw new ImportRefused('_document.openapi', message);
  }
  const info = isJsonObject(root.info) ? root.info : {};
  const references = new References(root);
  return {
    root,
    version,
    isVersion30: version.startsWith('3.0'),
    title: textOf(info.title).slice(0, 200),
    apiVersion: textOf(info.version).slice(0, 100),
    references,
    operations: operationsOf(root, references),
  };
}

function operationsOf({ paths }: JsonObject, references: References): DocumentOperation[] {
  if (!isJsonObject(paths)) throw new ImportRefused('_document.paths', 'must be an object with the paths of the API');
  const operations: DocumentOperation[] = [];
  for (const [path, given] of Object.entries(paths)) {
    if (!path.startsWith('/') || path.length > MAX_PATH_CHARS) continue;
    const pathItem = pathItemOf(given, references);
    if (pathItem === undefined) continue;
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
  return operations;
}

/** A path whose reference leads nowhere has no operations. */
function pathItemOf(given: JsonValue, references: References): JsonObject | undefined {
  try {
    return references.resolve(given, 'the path').value;
  } catch (error) {
    if (error instanceof OperationRefused) return undefined;
    throw error;
  }
}

/**
 * The URL of the first server of a document, a path or an operation, with its variables' defaults filled in (OpenAPI 3.1,
 * 4.8.5); undefined when there is none, or it is relative to where the document lies.
 */
export function firstServer({ servers }: JsonObject): string | undefined {
  const [server] = Array.isArray(servers) ? servers : [];
  if (!isJsonObject(server)) return undefined;
  const variables = isJsonObject(server.variables) ? server.variables : {};
  const url = textOf(server.url)
    .slice(0, MAX_PATH_CHARS)
    .replace(/\{([^{}]{1,100})\}/g, (whole, name: string) => {
      const variable = Object.hasOwn(variables, name) ? variables[name] : undefined;
      return isJsonObject(variable) && typeof variable.default === 'string' ? variable.default : whole;
    });
  return baseUrlProblem(url) === undefined ? url : undefined;
}

/** What keeps a URL from being the base of requests, or undefined. */
export function baseUrlProblem(text: string): string | undefined {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) return 'must be an absolute URL, https or http';
  if (url.username !== '' || url.password !== '') return 'must not hold a name or a password; use a secret';
  if (text.includes('?') || text.includes('#')) return 'must end with its path: without "?" and "#"';
  return text.includes('{') ? 'must not hold variables' : undefined;
}
