/**
 * Imports one document in a thread of its own, from its start to its end: documents are strangers', and one may be made to
 * take long or to need much memory. What is imported is left to `importApi`.
 */
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { entryFile } from '#libs/entry';
import { ToolrackError } from '#libs/errors';
import { apiAuthSchema, type ImportOptions, OPERATION_PROBLEM_CODES } from '#libs/openapi-import';

/** What one document may take. */
export interface ImportLimits {
  /** Of the processor. */
  cpuMs: number;
  wallMs: number;
  heapMb: number;
}

/** A legible YAML document of the largest size takes a third of it. */
const LIMITS: ImportLimits = { cpuMs: 12_000, wallMs: 60_000, heapMb: 768 };
const WATCH_MS = 200;

/** A document, as a text or as it was packed when it was stored. */
export type DocumentSource = { text: string } | { packed: Uint8Array };

export interface ImportTask {
  source: DocumentSource;
  options: ImportOptions;
}

const bytesSchema = z.instanceof(Uint8Array);
const importedSchema = z.object({
  version: z.string(),
  title: z.string(),
  apiVersion: z.string(),
  baseUrl: z.string(),
  auth: apiAuthSchema.optional(),
  documentBytes: z.int(),
  toolNames: z.array(z.string()),
  operationKeys: z.array(z.string()),
  problems: z.array(z.object({ operation: z.string(), code: z.enum(OPERATION_PROBLEM_CODES), message: z.string() })),
  packedDocument: bytesSchema,
  packedOperations: bytesSchema,
});
/** What of a document is stored. */
export type ImportedDocument = z.infer<typeof importedSchema>;

const answerSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('imported'), imported: importedSchema }),
  z.object({ kind: z.literal('refused'), path: z.string(), message: z.string() }),
]);
/** A document that is refused: the field of the request that is to be changed, and why. */
export type ImportAnswer = z.infer<typeof answerSchema>;

const refused = (message: string): ImportAnswer => ({ kind: 'refused', path: '_document', message });

/** @throws what broke in the thread; ToolrackError `Unavailable` when the signal ends it */
export async function importInThread(
  task: ImportTask,
  signal: AbortSignal,
  limits = LIMITS,
): Promise<ImportAnswer & { cpuMs: number }> {
  if (signal.aborted) throw endingSoon();
  const worker = new Worker(entryFile(import.meta.url, 'import.worker.js'), {
    workerData: task,
    execArgv: [],
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: limits.heapMb },
  });
  const { promise, resolve, reject } = Promise.withResolvers<ImportAnswer>();
  let cpuMs = 0;
  const watch = setInterval(() => {
    worker.cpuUsage().then(
      ({ user, system }) => {
        cpuMs = (user + system) / 1_000;
        if (cpuMs > limits.cpuMs) resolve(refused(`takes longer than ${limits.cpuMs} ms of CPU time to read`));
      },
      // It has ended meanwhile, which its exit tells.
      () => undefined,
    );
  }, WATCH_MS);
  const deadline = setTimeout(() => {
    resolve(refused(`takes longer than ${limits.wallMs} ms to read`));
  }, limits.wallMs);
  const stop = (): void => {
    reject(endingSoon());
  };
  signal.addEventListener('abort', stop);
  worker.on('message', (message: unknown) => {
    const answer = answerSchema.safeParse(message);
    if (answer.success) resolve(answer.data);
    else reject(new Error('the import thread answered with something else', { cause: answer.error }));
  });
  worker.on('error', (error: unknown) => {
    if (isOutOfMemory(error)) resolve(refused('needs more memory to read than a document may'));
    else reject(error instanceof Error ? error : new Error(String(error)));
  });
  worker.on('exit', () => {
    reject(new Error('the import thread ended without an answer'));
  });
  try {
    return { ...(await promise), cpuMs };
  } finally {
    clearInterval(watch);
    clearTimeout(deadline);
    signal.removeEventListener('abort', stop);
    await worker.terminate();
  }
}

const endingSoon = (): ToolrackError => new ToolrackError('Unavailable', 'The service is about to end; try again.');

function isOutOfMemory(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}
