/**
 * Processes of the benchmarks' own. A subject's file calls `announce`, `serve` or `serveWindows` when it is ready; the
 * benchmark starts it with `SubjectProcess.start` and sends it requests, or has it measure by itself.
 */
import { type ChildProcess, fork, type Serializable } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type Sample, sampleSchema, type Window, windowSchema } from '../measure/sample.ts';

export const END_WITH_PARENT = `--import=${new URL('./end-with-parent.ts', import.meta.url).href}`;

const messageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), details: z.record(z.string(), z.string()) }),
  z.object({ type: z.literal('answer'), answer: z.unknown() }),
]);
type Message = z.infer<typeof messageSchema>;

function tell(message: Message): void {
  process.send?.(message);
}

/** In the subject: what the benchmark started it with. */
export async function subjectInput<T>(schema: z.ZodType<T>): Promise<T> {
  const received: unknown[] = await once(process, 'message');
  return schema.parse(received[0]);
}

/** In the subject: says that it is ready, and what the benchmark has to know of it. */
export function announce(details: Record<string, string> = {}): void {
  tell({ type: 'ready', details });
}

/** In the subject: says that it is ready, and answers what the benchmark asks, one question at a time. */
export function serve<T>(questionSchema: z.ZodType<T>, answer: (question: T) => Promise<Serializable>): void {
  process.on('message', (message) => {
    void answer(questionSchema.parse(message)).then((value) => {
      tell({ type: 'answer', answer: value });
    });
  });
  announce();
}

/** In the subject: says that it is ready, and measures each window that the benchmark asks for. */
export function serveWindows(measure: (window: Window) => Promise<Sample>): void {
  serve(windowSchema, measure);
}

/** In the benchmark: a subject that runs. */
export class SubjectProcess implements AsyncDisposable {
  readonly details: Readonly<Record<string, string>>;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, details: Record<string, string>) {
    this.#child = child;
    this.details = details;
  }

  /**
   * @param name of the file beside this one, without `.process.ts`
   * @param input JSON that the subject asks for with `subjectInput`
   */
  static async start(name: string, input: Serializable): Promise<SubjectProcess> {
    const file = fileURLToPath(new URL(`./${name}.process.ts`, import.meta.url));
    const child = fork(file, { execArgv: [END_WITH_PARENT] });
    child.send(input);
    const message = await nextMessage(child, name);
    if (message.type !== 'ready') throw new Error(`${name} measured before it was ready.`);
    return new SubjectProcess(child, message.details);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Where it answers. @throws Error when it has not said so */
  get url(): string {
    const { url } = this.details;
    if (url === undefined) throw new Error('The subject answers at no URL.');
    return url;
  }

  /** Asks a subject that serves; one question at a time. */
  async ask<T>(question: Serializable, answerSchema: z.ZodType<T>): Promise<T> {
    this.#child.send(question);
    const message = await nextMessage(this.#child, this.#child.spawnargs.join(' '));
    if (message.type !== 'answer') throw new Error('An answer was expected.');
    return answerSchema.parse(message.answer);
  }

  measure(window: Window): Promise<Sample> {
    return this.ask(window, sampleSchema);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await exited;
  }
}

async function nextMessage(child: ChildProcess, name: string): Promise<Message> {
  const over = new AbortController();
  const { signal } = over;
  try {
    const message = once(child, 'message', { signal });
    const exited = once(child, 'exit', { signal }).then(([code]) => {
      throw new Error(`${name} ended with ${String(code)}.`);
    });
    exited.catch(() => undefined);
    message.catch(() => undefined);
    const received: unknown[] = await Promise.race([message, exited]);
    return messageSchema.parse(received[0]);
  } finally {
    over.abort();
  }
}
