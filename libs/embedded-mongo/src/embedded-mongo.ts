/**
 * Starts and ends the embedded store. Everything that reads or writes data runs in the worker thread; here are the
 * data folder, the thread's life, and what its end means for the process.
 */
import { join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { entryFile } from '#libs/entry';
import { EmbeddedMongoError } from './embedded-mongo-error.js';
import { privateFolder, socketPathFor } from './socket-path.js';
import { type ThreadMessage, threadMessageSchema } from './thread-messages.js';

export interface EmbeddedMongoOptions {
  /** Made when it does not exist; only this user may enter it afterwards (mode 0700). */
  dataDir: string;
  /** Told of faults inside the store. pino's loggers fit. */
  logger?: { error(details: object, message: string): void } | undefined;
  /** How often TTL indexes are looked at, in milliseconds. Default 10,000. */
  expiryIntervalMs?: number | undefined;
  /** The thread has ended by a fault: all connections have failed and no new one is possible. */
  onFailure?: ((error: EmbeddedMongoError) => void) | undefined;
}

export interface EmbeddedMongo {
  /** For `mongoose.connect` and `new MongoClient`; names no database. */
  uri: string;
  /** Ends the connections after the writes in flight, closes the file and removes the socket. May be called again. */
  close(): Promise<void>;
}

/**
 * A subset of MongoDB over one SQLite file in `dataDir`, for one process at a time. An acknowledged write is on the
 * disk. What is not implemented (transactions, collations, text and geo search, change streams, JavaScript, …) is
 * answered with an error that names it.
 *
 * @throws EmbeddedMongoError when another process uses the folder, or the file cannot be opened
 */
export async function startEmbeddedMongo(options: EmbeddedMongoOptions): Promise<EmbeddedMongo> {
  return (await startThread(options)).mongo;
}

/** As `startEmbeddedMongo`, with the thread. */
export async function startThread(options: EmbeddedMongoOptions): Promise<{ mongo: EmbeddedMongo; worker: Worker }> {
  const dataDir = resolve(options.dataDir);
  privateFolder(dataDir);
  const socketPath = socketPathFor(dataDir);
  const worker = new Worker(entryFile(import.meta.url, 'server.worker.js'), {
    execArgv: [], // the process's own may forbid an entry file
    workerData: {
      file: join(dataDir, 'mongodb.sqlite'),
      socketPath,
      expiryIntervalMs: options.expiryIntervalMs ?? 10_000,
    },
  });
  let closing: Promise<void> | undefined;
  const ended = new Promise<EmbeddedMongoError>((end) => {
    worker.once('error', (error: unknown) => {
      end(new EmbeddedMongoError(`The embedded store in ${dataDir} has failed: ${String(error)}`, { cause: error }));
    });
    worker.once('exit', (code) => {
      end(new EmbeddedMongoError(`The embedded store in ${dataDir} has ended with code ${code}.`));
    });
  });
  const first = await Promise.race([firstMessage(worker, options), ended]);
  if (first instanceof EmbeddedMongoError) throw first;
  if (first.kind === 'refused') {
    await ended;
    throw new EmbeddedMongoError(refusal(dataDir, first));
  }
  void ended.then((error) => {
    if (closing === undefined) options.onFailure?.(error);
  });
  const close = (): Promise<void> => {
    closing ??= (async () => {
      worker.postMessage('end');
      await ended;
    })();
    return closing;
  };
  return { mongo: { uri: `mongodb://${encodeURIComponent(socketPath)}/`, close }, worker };
}

/** The first message is about the start; faults after it are logged. */
function firstMessage(worker: Worker, { logger }: EmbeddedMongoOptions): Promise<ThreadMessage> {
  return new Promise((tell) => {
    worker.on('message', (raw: unknown) => {
      const message = threadMessageSchema.parse(raw);
      if (message.kind === 'fault') logger?.error({ detail: message.detail }, 'A fault in the embedded store');
      else tell(message);
    });
  });
}

function refusal(dataDir: string, { reason, message }: { reason: 'locked' | 'failed'; message: string }): string {
  return reason === 'locked'
    ? `The data folder ${dataDir} is in use by another process. Stop that process, or choose another folder (DATA_DIR).`
    : `The embedded store in ${dataDir} cannot start: ${message}`;
}
