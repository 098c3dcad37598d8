/** The calls of a soak: which come when, and whether each was answered as it must be. */
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { HttpClient } from '../measure/http-client.ts';
import type { HttpRequest } from '../measure/http-load.ts';
import { callRequest, withToken } from '../mcp-request.ts';
import { type BenchProduct, fill, mcpUrl } from '../subjects/product.ts';
import { HONEST_SCRIPTS, type SoakScript } from './honest-scripts.ts';
import { HOSTILE_SCRIPTS } from './hostile-scripts.ts';

const NAMESPACES = ['soak_a', 'soak_b', 'soak_c', 'soak_d', 'soak_e'];
const IN_FLIGHT = 20;
/** One run of so many is hostile. */
const HOSTILE_EVERY = 100;
const WRONG_KEPT = 20;
/** Part of the runs that may be answered otherwise before a soak is given up. */
const WRONG_PART = 0.02;

/** How a soak goes. */
export interface Tally {
  answered: number;
  hostile: number;
  /** Answers that were errors, by code. */
  errors: Record<string, number>;
  wrong: number;
  /** The first that were answered otherwise than they must be. */
  wrongOnes: string[];
}

interface Call {
  script: SoakScript;
  request: HttpRequest;
}

const answerSchema = z.object({
  result: z.object({
    isError: z.boolean().optional(),
    structuredContent: z.unknown().optional(),
    content: z.array(z.object({ text: z.string() })),
  }),
});

/** Stores all scripts in each namespace, with a tool for each. */
export async function storeScripts(product: BenchProduct): Promise<void> {
  const scripts = [...HONEST_SCRIPTS, ...HOSTILE_SCRIPTS];
  const items = scripts.map(({ name, source }) => ({
    _name: `Soak: ${name}`,
    _userType: `soak_${name}`,
    _itemClass: 'Script',
    _version: { _userData: source },
  }));
  const tools = scripts.map(({ name, limits }) => ({
    _name: name,
    _description: `Calls ${name}.`,
    _schema: { type: 'object' },
    _script: { _userType: `soak_${name}`, _scriptName: 'main' },
    ...(limits && { _limits: limits }),
  }));
  for (const namespace of NAMESPACES) await fill(product, namespace, { items, tools });
}

/** The same numbers from 0 to 1 in every soak (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Calls in an order that is the same in every soak; a few versions are called often and most now and then. */
function callsOf(product: BenchProduct): (index: number) => Call {
  const random = randomNumbers(1);
  const callsTo = (scripts: readonly SoakScript[]): Call[] =>
    scripts.flatMap((script) =>
      NAMESPACES.map((namespace) => {
        const call = { name: script.name, arguments: script.arguments };
        return {
          script,
          request: withToken(callRequest(mcpUrl(product, namespace), 'stateless', call), product.token),
        };
      }),
    );
  const [honest, hostile] = [callsTo(HONEST_SCRIPTS), callsTo(HOSTILE_SCRIPTS)];
  return (index) => {
    const isHostile = index % HOSTILE_EVERY === HOSTILE_EVERY - 1;
    const call = isHostile
      ? hostile[Math.floor(index / HOSTILE_EVERY) % hostile.length]
      : honest[Math.floor(random() ** 2 * honest.length)];
    if (call === undefined) throw new Error('There is nothing to call.');
    return call;
  };
}

/** The code of an error that is right, or undefined for a right answer. @throws Error for any other answer */
function checked({ name, expected, errors }: SoakScript, text: string): string | undefined {
  const { isError, structuredContent, content } = answerSchema.parse(JSON.parse(text)).result;
  const message = content[0]?.text ?? '';
  if (isError === true) {
    if (errors?.some((start) => message.startsWith(start)) === true) return message.slice(0, message.indexOf(':'));
  } else if (errors === undefined && isDeepStrictEqual(structuredContent, expected)) return undefined;
  throw new Error(`${name} answered: ${message.slice(0, 300)}`);
}

/** Makes so many calls, and keeps the tally up to date. @throws Error when too many are answered wrongly */
export async function callAll(product: BenchProduct, runs: number, tally: Tally): Promise<void> {
  await using client = new HttpClient(IN_FLIGHT);
  const callAt = callsOf(product);
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < runs) {
      const { script, request } = callAt(next++);
      if (script.limits !== undefined) tally.hostile++;
      try {
        const code = checked(script, await client.send(request));
        if (code !== undefined) tally.errors[code] = (tally.errors[code] ?? 0) + 1;
      } catch (error) {
        tally.wrong++;
        if (tally.wrongOnes.length < WRONG_KEPT) tally.wrongOnes.push(String(error));
        if (tally.wrong > runs * WRONG_PART)
          throw new Error(`Too much is answered wrongly:\n${tally.wrongOnes.join('\n')}`);
      }
      tally.answered++;
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
}
