/**
 * Imports one document in a thread of its own, from its start to its end: documents are strangers', and one may be made to
 * take long or to need much memory. What is imported is left to `importApi`.
 */
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { entryFile } from '#libs/entry';
import { ToolrackError } from '#libs/errors';
import { apiAuthSchema, type ImportOptions, OPERATION_PROBLEM_CODES } from '#libs/openapi-import';

/** Of the processor: a legible YAML document of the largest size takes a quarter of it. */
export const MAX_IMPORT_CPU_MS = 20_000;
const MAX_WALL_MS = 60_000;
const WATCH_MS = 200;
/** Of such a document, some time over. */
const MAX_HEAP_MB = 1_024;

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
export async function importInThread(task: ImportTask, signal: AbortSignal): Promise<ImportAnswer & { cpuMs: number }> {
  signal.throwIfAborted();
  const worker = new Worker(entryFile(import.meta.url, 'import.worker.js'), {
    workerData: task,
    execArgv: [],
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
  });
  const { promise, resolve, reject } = Promise.withResolvers<ImportAnswer>();
  let cpuMs = 0;
  const watch = setInterval(() => {
    worker.cpuUsage().then(
      ({ user, system }) => {
        cpuMs = (user + system) / 1_000;
        if (cpuMs > MAX_IMPORT_CPU_MS)
          resolve(refused(`takes longer than ${MAX_IMPORT_CPU_MS} ms of CPU time to read`));
      },
      // It has ended meanwhile, which its exit tells.
      () => undefined,
    );
  }, WATCH_MS);
  const deadline = setTimeout(() => {
    resolve(refused(`takes longer than ${MAX_WALL_MS} ms to read`));
  }, MAX_WALL_MS);
  const stop = (): void => {
    reject(new ToolrackError('Unavailable', 'The service is about to end; try again.'));
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

function isOutOfMemory(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}
