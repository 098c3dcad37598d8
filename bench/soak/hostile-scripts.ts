/**
 * The scripts of a soak that harm whom they can: of each kind of harm one, with limits that make it end soon. That each
 * of many more ends as it should is what the tests are for; here it is what they leave behind.
 */
import type { SoakScript } from './honest-scripts.ts';

const MIB = 1024 * 1024;
const SHORT = { cpuMs: 100, wallMs: 5_000 };
const SMALL = { ...SHORT, memoryBytes: 16 * MIB };
const CPU = ['CpuLimitExceeded:'];
/** What grows meets the clock or the memory limit first, as the machine is busy. */
const MEMORY = ['MemoryLimitExceeded:', 'CpuLimitExceeded:'];
/** The same, or a built-in that refuses what is asked of it. */
const MEMORY_OR_REFUSED = [...MEMORY, 'RangeError:'];

const hostile = (
  name: string,
  body: string,
  { errors, expected, limits = SHORT }: Pick<SoakScript, 'errors' | 'expected' | 'limits'>,
): SoakScript => ({
  name,
  source: `async function main(input, libraries, ctx, callback) {\n${body}\n}\n`,
  arguments: {},
  limits,
  ...(errors && { errors }),
  ...(expected === undefined ? {} : { expected }),
});

export const HOSTILE_SCRIPTS: readonly SoakScript[] = [
  hostile('endless_loop', 'while (true) {}', { errors: CPU }),
  hostile('endless_microtasks', 'while (true) await null;', { errors: CPU }),
  hostile('endless_regular_expression', "return { found: /^(a+)+$/.test('a'.repeat(60) + 'b') };", { errors: CPU }),
  hostile('loop_inside_the_engine', 'Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1);', { errors: MEMORY }),
  hostile('never_settles', 'await new Promise(() => {});', {
    errors: ['WallLimitExceeded:'],
    limits: { ...SHORT, wallMs: 300 },
  }),
  hostile('array_growth', 'const a = [];\nwhile (true) a.push(new Array(1000).fill(1.5));', {
    errors: MEMORY,
    limits: SMALL,
  }),
  hostile('buffer_growth', 'const a = [];\nwhile (true) a.push(new Uint8Array(1 << 20).fill(1));', {
    errors: MEMORY,
    limits: SMALL,
  }),
  hostile('spread_bomb', "return { length: [...'.'.repeat(5e8)].length };", { errors: MEMORY_OR_REFUSED }),
  hostile('big_integers', 'let b = 7n;\nfor (;;) b = b * b;', { errors: MEMORY_OR_REFUSED }),
  hostile('string_doubling', "let s = 'x';\nwhile (true) s += s;", { errors: ['RangeError:'] }),
  hostile('deep_recursion', 'const f = (n) => f(n + 1) + 1;\nf(0);', { errors: ['RangeError:'] }),
  hostile('console_flood', "for (;;) console.error('x'.repeat(100));", { errors: MEMORY }),
  hostile('progress_flood', 'for (let i = 0; ; i++) callback(i);', { errors: MEMORY }),
  hostile('host_call_flood', 'for (;;) libraries.PlatformApi.IafItemSvc.getNamedUserItems({}, ctx);', {
    errors: ['HostCallLimitExceeded:'],
    limits: { ...SHORT, pendingHostCalls: 10 },
  }),
  hostile('result_too_large', "return { text: 'x'.repeat(2e6) };", { errors: ['ResultTooLarge:'] }),
  hostile('result_in_a_circle', 'const a = {};\na.a = a;\nreturn a;', { errors: ['ResultNotSerializable:'] }),
  hostile('generated_import', "await new Function('return import(\\'node:fs\\')')();", {
    errors: ['Error:', 'TypeError:'],
  }),
  hostile(
    'pollution',
    'const found = Object.prototype.polluted ?? null;\nObject.prototype.polluted = true;\nArray.prototype.map = () => { throw new Error(); };\nPromise.prototype.then = undefined;\nreturn { found };',
    { expected: { found: null } },
  ),
];
