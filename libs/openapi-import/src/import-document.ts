/**
 * Makes tools of the operations of an OpenAPI document (3.0 and 3.1). Nothing is fetched and nothing is stored: what
 * becomes of the tools is left to the caller, and the time that a hostile document takes as well.
 */
import { z } from 'zod';
import type { JsonObject } from '#libs/contracts';
import {
  type ApiDocument,
  baseUrlProblem,
  type DocumentOperation,
  firstServer,
  readApiDocument,
} from './api-document.js';
import {
  apiAuthSchema,
  type ApiAuth,
  apiOperationSchema,
  type ApiOperation,
  ImportRefused,
  OPERATION_PROBLEM_CODES,
  type OperationProblem,
  OperationRefused,
} from './api-operation.js';
import { parseDocumentText } from './document-text.js';
import { importOperation } from './import-operation.js';
import { toolNames } from './operation-names.js';
import { documentAuth } from './security.js';

/** Tools of one service. */
export const MAX_OPERATIONS_IMPORTED = 1_000;
/** Of all operations that become tools, as JSON. */
const MAX_OPERATIONS_BYTES = 12 * 1024 * 1024;
/** Of ids that are proposed for one that there is not. */
const MAX_PROPOSED = 3;

export interface ImportOptions {
  /** Ends the names of the tools. */
  serviceName: string;
  /** Instead of the document's servers. */
  baseUrl?: string | undefined;
  /** Whether the requests bear a secret. */
  hasSecret: boolean;
  /** How that is sent, instead of what the document says. */
  auth?: ApiAuth | undefined;
  /** How others are sent beside it. */
  moreAuth?: readonly ApiAuth[] | undefined;
  /** Ids of operations, `GET /pets`, or `*` for all; those that read when left out. */
  operations?: readonly string[] | undefined;
}

export const importedApiSchema = z.object({
  version: z.string(),
  title: z.string(),
  apiVersion: z.string(),
  baseUrl: z.string(),
  auth: apiAuthSchema.optional(),
  operations: z.array(apiOperationSchema),
  problems: z.array(z.object({ operation: z.string(), code: z.enum(OPERATION_PROBLEM_CODES), message: z.string() })),
});
export interface ImportedApi {
  /** Of OpenAPI. */
  version: string;
  title: string;
  apiVersion: string;
  baseUrl: string;
  auth?: ApiAuth | undefined;
  operations: ApiOperation[];
  /** Operations that were wanted and could not become tools. */
  problems: OperationProblem[];
}

/** @throws ImportRefused for what is wrong with the whole */
export function importApi(text: string, options: ImportOptions): ImportedApi {
  const document = readApiDocument(parseDocumentText(text));
  const wanted = wantedOperations(document, options.operations);
  const baseUrl = options.baseUrl ?? documentServer(document.root);
  const problem = baseUrlProblem(baseUrl);
  if (problem !== undefined) throw new ImportRefused('_baseUrl', problem);
  const auth = options.hasSecret ? (options.auth ?? documentAuth(document)) : undefined;
  if (options.hasSecret && auth === undefined) {
    const message =
      'is required: the document does not say how a secret is sent, e.g. { "in": "header", "name": "X-Api-Key" }';
    throw new ImportRefused('_auth', message);
  }
  const names = toolNames(document.operations, options.serviceName);
  const operations: ApiOperation[] = [];
  const isAll = options.operations === undefined || options.operations.includes(ALL);
  const problems: OperationProblem[] = isAll ? [...document.lostPaths] : [];
  let bytes = 0;
  for (const source of wanted) {
    const toolName = names.get(source.key) ?? '';
    try {
      const operation = importOperation(source, {
        document,
        toolName,
        auth: auth === undefined ? [] : [auth, ...(options.moreAuth ?? [])],
        serversBelow: options.baseUrl === undefined ? baseUrl : undefined,
      });
      bytes += JSON.stringify(operation).length;
      operations.push(operation);
    } catch (error) {
      if (!(error instanceof OperationRefused)) throw error;
      problems.push({ operation: source.key.slice(0, 500), code: error.code, message: error.message });
    }
    if (bytes > MAX_OPERATIONS_BYTES) {
      throw new ImportRefused('_operations', `make tools of more than ${MAX_OPERATIONS_BYTES} bytes; name fewer`);
    }
  }
  const { version, title, apiVersion } = document;
  return { version, title, apiVersion, baseUrl, ...(auth && { auth }), operations, problems };
}

/** @throws ImportRefused when the document has none that can be called */
function documentServer(root: JsonObject): string {
  const server = firstServer(root);
  if (server !== undefined && 'url' in server) return server.url;
  const why = server === undefined ? '' : ` (${server.problem})`;
  throw new ImportRefused('_baseUrl', `is required: the document names no server by an absolute URL${why}`);
}

/** Names all operations. */
const ALL = '*';

const isCallable = ({ method }: DocumentOperation): boolean => method !== 'OPTIONS';
const reads = ({ method }: DocumentOperation): boolean => method === 'GET' || method === 'HEAD';

function wantedOperations(
  { operations: all, lostPaths }: ApiDocument,
  names: readonly string[] | undefined,
): readonly DocumentOperation[] {
  const wanted = names === undefined ? all.filter(reads) : namedOperations(all, names);
  if (wanted.length > MAX_OPERATIONS_IMPORTED) {
    const message = `${names === undefined ? 'is required: the document has' : 'name'} ${wanted.length} operations, and a service has at most ${MAX_OPERATIONS_IMPORTED}`;
    throw new ImportRefused('_operations', message);
  }
  if (wanted.length > 0) return wanted;
  const [lost] = lostPaths;
  const why = lost === undefined ? '' : `: of ${JSON.stringify(lost.operation)}, ${lost.message}`;
  const message =
    all.length === 0
      ? `has no operations${why}`
      : 'has no operation that reads; name those that are wanted in _operations';
  throw new ImportRefused('_document', message);
}

function namedOperations(all: readonly DocumentOperation[], names: readonly string[]): DocumentOperation[] {
  const known = new Map<string, DocumentOperation>();
  for (const operation of all) {
    known.set(operation.key, operation);
    if (operation.operationId !== undefined && !known.has(operation.operationId))
      known.set(operation.operationId, operation);
  }
  const found = new Set<DocumentOperation>(names.includes(ALL) ? all.filter(isCallable) : []);
  for (const [index, name] of names.entries()) {
    if (name === ALL) continue;
    const operation = known.get(name) ?? known.get(name.replace(/^[a-z]+(?= )/, (method) => method.toUpperCase()));
    if (operation === undefined) {
      throw new ImportRefused(
        `_operations[${index}]`,
        `${JSON.stringify(name.slice(0, 200))} is no operation of the document${proposal(name, [...known.keys()])}`,
      );
    }
    found.add(operation);
  }
  return [...found];
}

/** Names that hold what was asked for, for want of an exact one. */
function proposal(name: string, known: readonly string[]): string {
  const part = name.toLowerCase();
  const near = known.filter((one) => one.toLowerCase().includes(part) || part.includes(one.toLowerCase()));
  const shown = (near.length === 0 ? known : near)
    .slice(0, MAX_PROPOSED)
    .map((one) => JSON.stringify(one.slice(0, 100)));
  return `; ${near.length === 0 ? 'there are, e.g.,' : 'did you mean'} ${shown.join(', ')}${near.length === 0 ? '' : '?'}`;
}
