/** The part of autocannon that the load generator uses; the package has no types of its own. */
declare module 'autocannon' {
  import type { EventEmitter } from 'node:events';

  export interface Options {
    url: string;
    method: 'GET' | 'POST';
    headers: Record<string, string>;
    body?: string;
    connections: number;
    /** Requests in all, as many on each connection. */
    amount: number;
    /** How often the end is looked for, in milliseconds. */
    sampleInt: number;
    /** Bodies that it does not take are counted as mismatches. */
    verifyBody?: (body: string) => boolean;
  }

  export interface Result {
    /** Requests without an answer. */
    errors: number;
    non2xx: number;
    mismatches: number;
  }

  export interface Run
    extends
      EventEmitter<{ response: [client: unknown, status: number, bytes: number, milliseconds: number] }>,
      PromiseLike<Result> {}

  export default function autocannon(options: Options): Run;
}
