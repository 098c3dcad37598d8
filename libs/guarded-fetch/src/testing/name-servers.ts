import type { Resolve } from '../look-ups.js';

/** A resolver whose name servers are silent until a test says what they answer. */
export class NameServers {
  /** Every name that was asked for, in order. */
  readonly asked: string[] = [];
  readonly #open = new Map<string, PromiseWithResolvers<string[]>>();

  readonly resolve: Resolve = (hostname) => {
    this.asked.push(hostname);
    const answer = Promise.withResolvers<string[]>();
    this.#open.set(hostname, answer);
    return answer.promise;
  };

  /** Names for which an answer is outstanding. */
  get open(): string[] {
    return [...this.#open.keys()];
  }

  answer(hostname: string, answer: string[] | Error = ['127.0.0.1']): void {
    const open = this.#open.get(hostname);
    this.#open.delete(hostname);
    if (answer instanceof Error) open?.reject(answer);
    else open?.resolve(answer);
  }

  answerAll(): void {
    for (const hostname of this.open) this.answer(hostname);
  }
}
