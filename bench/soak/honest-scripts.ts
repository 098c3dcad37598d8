/** The scripts of a soak that do what scripts are made for. Each is a function `main`, with the answer that it must give. */

export interface SoakScript {
  name: string;
  source: string;
  arguments: Record<string, unknown>;
  /** The structured content that is the one right answer. */
  expected?: unknown;
  /** How the text of the right answer begins, where it is an error; one of them. */
  errors?: readonly string[];
  /** Narrower than the operator's. */
  limits?: Record<string, number>;
}

const main = (body: string): string => `async function main(input, libraries, ctx, callback) {\n${body}\n}\n`;

export const HONEST_SCRIPTS: readonly SoakScript[] = [
  {
    name: 'echo',
    source: main('return { query: input.query };'),
    arguments: { query: 'pumps' },
    expected: { query: 'pumps' },
  },
  {
    name: 'sum',
    source: main('let sum = 0;\nfor (let i = 1; i <= input.to; i++) sum += i;\nreturn { sum };'),
    arguments: { to: 10_000 },
    expected: { sum: 50_005_000 },
  },
  {
    name: 'words',
    source: main(
      'const counts = {};\nfor (const word of input.text.split(/\\s+/)) counts[word] = (counts[word] ?? 0) + 1;\nreturn { counts };',
    ),
    arguments: { text: 'a rose is a rose is a rose' },
    expected: { counts: { a: 3, rose: 3, is: 2 } },
  },
  {
    name: 'sort',
    source: main(
      'const rows = Array.from({ length: 1000 }, (_, i) => ({ id: (i * 7919) % 1000 }));\nrows.sort((a, b) => a.id - b.id);\nreturn { first: rows[0].id, last: rows[999].id };',
    ),
    arguments: {},
    expected: { first: 0, last: 999 },
  },
  {
    name: 'page',
    source: main(
      'const rows = Array.from({ length: 200 }, (_, id) => ({ id, name: `Room ${id}`, floor: id % 4 }));\nreturn { rows: rows.filter(({ floor }) => floor === 3).slice(0, 2) };',
    ),
    arguments: {},
    expected: {
      rows: [
        { id: 3, name: 'Room 3', floor: 3 },
        { id: 7, name: 'Room 7', floor: 3 },
      ],
    },
  },
  {
    name: 'dates',
    source: main(
      'const day = new Date(input.day);\nday.setUTCDate(day.getUTCDate() + 30);\nreturn { day: day.toISOString() };',
    ),
    arguments: { day: '2026-02-01T00:00:00Z' },
    expected: { day: '2026-03-03T00:00:00.000Z' },
  },
  {
    name: 'parse',
    source: main(
      'return { rooms: [...input.text.matchAll(/([A-Z]+)-(\\d+)/g)].map(([, wing, room]) => ({ wing, room: Number(room) })) };',
    ),
    arguments: { text: 'AB-12, C-7' },
    expected: {
      rooms: [
        { wing: 'AB', room: 12 },
        { wing: 'C', room: 7 },
      ],
    },
  },
  {
    name: 'json',
    source: main(
      "const text = JSON.stringify(Array.from({ length: 500 }, (_, i) => ({ i, text: 'x'.repeat(50) })));\nreturn { length: JSON.parse(text).length };",
    ),
    arguments: {},
    expected: { length: 500 },
  },
  {
    name: 'class',
    source: `class Meter {\n  #readings = [];\n  add(value) { this.#readings.push(value); }\n  get mean() { return this.#readings.reduce((a, b) => a + b, 0) / this.#readings.length; }\n}\n${main('const meter = new Meter();\nfor (const value of input.values) meter.add(value);\nreturn { mean: meter.mean };')}`,
    arguments: { values: [1, 2, 6] },
    expected: { mean: 3 },
  },
  {
    name: 'generator',
    source: `function* primes() {\n  for (let n = 2; ; n++) {\n    let prime = true;\n    for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false;\n    if (prime) yield n;\n  }\n}\n${main('return { primes: primes().take(5).toArray() };')}`,
    arguments: {},
    expected: { primes: [2, 3, 5, 7, 11] },
  },
  {
    name: 'sets',
    source: main('const both = new Set(input.a).intersection(new Set(input.b));\nreturn { both: [...both] };'),
    arguments: { a: [1, 2, 3], b: [2, 3, 4] },
    expected: { both: [2, 3] },
  },
  {
    name: 'promises',
    source: main(
      'const values = await Promise.all(Array.from({ length: 100 }, async (_, i) => i));\nreturn { count: values.length };',
    ),
    arguments: {},
    expected: { count: 100 },
  },
  {
    name: 'factorial',
    source: main(
      'let product = 1n;\nfor (let i = 1n; i <= 50n; i++) product *= i;\nreturn { digits: String(product).length };',
    ),
    arguments: {},
    expected: { digits: 65 },
  },
  {
    name: 'buffer',
    source: main(
      'const bytes = new Uint8Array(1 << 20).fill(1);\nreturn { sum: bytes.reduce((sum, byte) => sum + byte, 0) };',
    ),
    arguments: {},
    expected: { sum: 1_048_576 },
  },
  {
    name: 'platform',
    source: main(
      "const page = await libraries.PlatformApi.IafItemSvc.getNamedUserItems({ query: { _itemClass: 'Script', _userType: 'soak_platform' } }, ctx);\nreturn { found: page._total };",
    ),
    arguments: {},
    expected: { found: 1 },
  },
  {
    name: 'refusal',
    source: main("if (input.room !== 7) throw new RangeError('There is no room ' + input.room + '.');\nreturn {};"),
    arguments: { room: 8 },
    errors: ['RangeError: There is no room 8.'],
  },
  {
    name: 'progress',
    source: main(
      "for (let i = 0; i < 20; i++) console.log('step', i, { of: 20 });\ncallback(1, 'done');\nreturn { steps: 20 };",
    ),
    arguments: {},
    expected: { steps: 20 },
  },
  {
    name: 'lodash',
    source: main("return { byFloor: libraries.lodash.countBy(input.rooms, 'floor') };"),
    arguments: { rooms: [{ floor: 1 }, { floor: 2 }, { floor: 1 }] },
    expected: { byFloor: { 1: 2, 2: 1 } },
  },
  {
    name: 'calendar',
    source: main(
      "const { moment, zod } = libraries;\nconst { day } = zod.object({ day: zod.string() }).parse(input);\nreturn { next: moment.utc(day).add(1, 'month').format('YYYY-MM-DD') };",
    ),
    arguments: { day: '2026-01-31' },
    expected: { next: '2026-02-28' },
  },
  {
    name: 'web',
    source: main(
      "const url = new URL('/rooms?floor=3', 'https://example.org');\nawait new Promise((resolve) => setTimeout(resolve, 1));\nconst copy = structuredClone({ floor: url.searchParams.get('floor') });\nreturn { ...copy, bytes: new TextEncoder().encode(crypto.randomUUID()).length };",
    ),
    arguments: {},
    expected: { floor: '3', bytes: 36 },
  },
];
