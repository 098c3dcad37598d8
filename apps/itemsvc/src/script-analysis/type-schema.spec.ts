import { type JsonObject, type ScriptFunction } from '#libs/contracts';
import { checkToolSchema } from '#libs/tool-schema';
import { analyseScript } from './analyse-script.js';

function functionOf(source: string): ScriptFunction {
  const analysis = analyseScript(source);
  if (!analysis.ok) throw new Error(JSON.stringify(analysis.problem));
  expect(analysis.language).toBe('typescript');
  return analysis.functions[0]!;
}

/** The schema of one property of that type. */
function schemaOf(type: string, declarations = ''): unknown {
  const { inputSchema } = functionOf(`function f(input: { x: ${type} }) {}\n${declarations}`);
  expect(checkToolSchema(inputSchema, '_schema')).toEqual([]);
  return (inputSchema!['properties'] as JsonObject)['x'];
}

const closed = (properties: JsonObject, required = Object.keys(properties)): JsonObject => ({
  type: 'object',
  properties,
  ...(required.length > 0 && { required }),
  additionalProperties: false,
});
const text = { type: 'string' };
const number = { type: 'number' };

describe('a type', () => {
  it.each<[string, unknown]>([
    ['string', text],
    ['number', number],
    ['boolean', { type: 'boolean' }],
    ['integer', { type: 'integer' }],
    ['any', {}],
    ['unknown', {}],
    ['object', { type: 'object' }],
    ['{}', { type: 'object' }],
    ['null', { type: 'null' }],
    ['Date', { type: 'string', format: 'date-time' }],
    ['string | null', { type: ['string', 'null'] }],
    ['string | number', { anyOf: [text, number] }],
    ["'a' | 'b'", { type: 'string', enum: ['a', 'b'] }],
    ["'a' | 'b' | null", { type: ['string', 'null'], enum: ['a', 'b', null] }],
    ['1 | -2.5', { type: 'number', enum: [1, -2.5] }],
    ['true', { type: 'boolean', enum: [true] }],
    ['`plain`', { type: 'string', enum: ['plain'] }],
    ['`a${string}`', text],
    ['string[]', { type: 'array', items: text }],
    ['readonly string[]', { type: 'array', items: text }],
    ['ReadonlyArray<Array<number>>', { type: 'array', items: { type: 'array', items: number } }],
    ['any[]', { type: 'array' }],
    ['[number, number]', { type: 'array', items: number, minItems: 2, maxItems: 2 }],
    ['[a: string, b?: number]', { type: 'array', prefixItems: [text, number], items: false, minItems: 1, maxItems: 2 }],
    ['[string, ...number[]]', { type: 'array', prefixItems: [text], items: number, minItems: 1 }],
    ['[]', { type: 'array', maxItems: 0 }],
    ['{ a: string; readonly b?: number }', closed({ a: text, b: number }, ['a'])],
    ['{ a: string | undefined }', closed({ a: text }, [])],
    [
      "{ 'a-b': string, 1: number, run(): void, [Symbol.iterator]: string }",
      closed({ '1': number, 'a-b': text }, ['a-b', '1']),
    ],
    ['{ [key: string]: number }', { type: 'object', additionalProperties: number }],
    ['{ a: string; [key: string]: unknown }', { type: 'object', properties: { a: text }, required: ['a'] }],
    ['Record<string, number>', { type: 'object', additionalProperties: number }],
    ["Record<'a' | 'b', number>", closed({ a: number, b: number })],
    ["{ [K in 'a' | 'b']?: K }", closed({ a: { ...text, enum: ['a'] }, b: { ...text, enum: ['b'] } }, [])],
    ['{ a: string } & { b: number }', closed({ a: text, b: number })],
    [
      '{ a: string } & ({ b: 1 } | { c: 2 })',
      {
        anyOf: [
          closed({ a: text, b: { type: 'integer', enum: [1] } }),
          closed({ a: text, c: { type: 'integer', enum: [2] } }),
        ],
      },
    ],
    ["string & { brand: 'id' }", text],
    ['Promise<string>', text],
    ['(string)', text],
    ['() => void', {}],
    ['bigint', {}],
    ['Map<string, number>', {}],
    ['Other.Thing<string>', {}],
    ["import('x').Y", {}],
    ['A extends B ? string : number', {}],
    ['{ __proto__: string; constructor: string; a: string }', closed({ a: text })],
  ])('%s has its schema', (type, schema) => {
    expect(schemaOf(type)).toEqual(schema);
  });

  const house = 'interface House { name: string; floor?: number; open: boolean }';

  it.each<[string, string, unknown]>([
    ['House', house, closed({ name: text, floor: number, open: { type: 'boolean' } }, ['name', 'open'])],
    ['House', `export ${house}`, closed({ name: text, floor: number, open: { type: 'boolean' } }, ['name', 'open'])],
    ['Partial<House>', house, closed({ name: text, floor: number, open: { type: 'boolean' } }, [])],
    ['Required<House>', house, closed({ name: text, floor: number, open: { type: 'boolean' } })],
    ['Readonly<House>["name"]', house, text],
    ["Pick<House, 'name' | 'floor'>", house, closed({ name: text, floor: number }, ['name'])],
    ["Omit<House, 'open'>", house, closed({ name: text, floor: number }, ['name'])],
    ['keyof House', house, { type: 'string', enum: ['name', 'floor', 'open'] }],
    ["{ [K in keyof House]: House[K] | null }['floor']", house, { type: ['number', 'null'] }],
    ["Exclude<Colour, 'red'>", "type Colour = 'red' | 'green' | 'blue'", { type: 'string', enum: ['green', 'blue'] }],
    ["Extract<Colour, 'red'>", "type Colour = 'red' | 'green'", { type: 'string', enum: ['red'] }],
    ['NonNullable<Maybe>', 'type Maybe = string | null | undefined', text],
    ['Page<string>', 'interface Page<T> { list: T[] }', closed({ list: { type: 'array', items: text } })],
    ['Page', 'interface Page<T = number> { list: T[] }', closed({ list: { type: 'array', items: number } })],
    [
      'Villa',
      `interface Villa extends House { floor: 1 }\n${house}`,
      closed({ name: text, open: { type: 'boolean' }, floor: { type: 'integer', enum: [1] } }),
    ],
    [
      'House',
      `${house}\ninterface House { garden: string }`,
      closed({ name: text, floor: number, open: { type: 'boolean' }, garden: text }, ['name', 'open', 'garden']),
    ],
    [
      'Villa',
      'interface Villa extends Unknown { a: string }',
      { type: 'object', properties: { a: text }, required: ['a'] },
    ],
    ['(typeof SIZES)[number]', "const SIZES = ['s', 'm'] as const;", { type: 'string', enum: ['s', 'm'] }],
    ['keyof typeof PRICES', 'const PRICES = { tea: 1, cake: 2 };', { type: 'string', enum: ['tea', 'cake'] }],
    ['count', 'type count = number', number],
    ['int', 'type int = number', { type: 'integer' }],
    ['Thing', 'class Thing { a = 1 }', {}],
  ])('%s is known from %j', (type, declarations, schema) => {
    expect(schemaOf(type, declarations)).toEqual(schema);
  });

  it('that holds itself is a definition that is referred to', () => {
    const tree = 'interface Tree { name: string; parts: Tree[] }';
    const definition = closed({ name: text, parts: { type: 'array', items: { $ref: '#/$defs/Tree' } } });
    expect(functionOf(`function f(input: { top: Tree }) {}\n${tree}`).inputSchema).toEqual({
      ...closed({ top: { $ref: '#/$defs/Tree' } }),
      $defs: { Tree: definition },
    });
    expect(functionOf(`function f(input: Tree) {}\n${tree}`).inputSchema).toEqual({
      ...definition,
      $defs: { Tree: definition },
    });
    expect(functionOf('type List = { rest?: Array<List> }; function f(input: List) {}').inputSchema).toMatchObject({
      properties: { rest: { items: { $ref: '#/$defs/List' } } },
    });
    expect(schemaOf('Json', 'type Json = string | Json[] | { [key: string]: Json }')).toEqual({ $ref: '#/$defs/Json' });
  });

  it('is described by the comments of its members', () => {
    const { inputSchema } = functionOf(`
      /** Of the type, not of the function. */
      interface Input {
        /** How many results.
         * @minimum 1
         * @maximum 100
         * @type {integer}
         * @default 25 */
        limit?: number;
        plain: string; // nothing
        /**
         * Where to look.
         * @format uri
         * @maxLength 200
         * @minimum none
         */
        url: string;
        /** @default "not a number" */
        size?: number;
      }
      function f(input: Input) {}`);
    expect(inputSchema!['properties']).toEqual({
      limit: { type: 'integer', description: 'How many results.', minimum: 1, maximum: 100, default: 25 },
      plain: text,
      url: { type: 'string', description: 'Where to look.', format: 'uri', maxLength: 200 },
      size: number,
    });
  });
});

describe('a function in TypeScript', () => {
  it('has the schemas of its first parameter and of its result', () => {
    const found = functionOf(`
      /** Finds. */
      async function find(this: void, input: { id: string }, libraries: any): Promise<{ name: string; size?: number }> {}`);
    expect(found).toMatchObject({ name: 'find', description: 'Finds.', parameters: ['input', 'libraries'], line: 3 });
    expect(found.inputSchema).toEqual(closed({ id: text }));
    expect(found.outputSchema).toEqual({
      type: 'object',
      properties: { name: text, size: number },
      required: ['name'],
    });
  });

  it.each(['string', 'void', 'any', 'string[]', '{ a: string } | undefined', 'null'])(
    'has no output schema for %s',
    (type) => {
      expect(functionOf(`function f(): ${type} {}`)).not.toHaveProperty('outputSchema');
    },
  );

  it('has a schema of alternatives when each is an object', () => {
    const { inputSchema } = functionOf("function f(input: { kind: 'a' } | { kind: 'b' }) {}");
    expect(inputSchema).toMatchObject({ type: 'object', anyOf: [{ type: 'object' }, { type: 'object' }] });
    expect(checkToolSchema(inputSchema, '_schema')).toEqual([]);
  });

  it('takes types from its types, and descriptions and defaults from JSDoc and its pattern', () => {
    const { inputSchema } = functionOf(`
      /**
       * @param {object} input - What to look for
       * @param {boolean} input.id - The id
       * @param {number} [input.limit=7] - Most results
       * @param {string} input.list[].name - Of each
       * @param {string} input.unknown - Not there
       * @param {string} libraries.id - Of another parameter
       */
      function f({ id, limit, deep = true }: { id: string; limit?: number; deep: boolean; list?: { name: string }[] }, libraries: any) {}`);
    expect(inputSchema).toEqual({
      ...closed(
        {
          id: { type: 'string', description: 'The id' },
          limit: { type: 'number', description: 'Most results', default: 7 },
          deep: { type: 'boolean', default: true },
          list: { type: 'array', items: closed({ name: { type: 'string', description: 'Of each' } }) },
        },
        ['id'],
      ),
      description: 'What to look for',
    });
  });

  it('is described by JSDoc alone where its types say nothing', () => {
    const source = '/** @param {string} input.id */ function f(input: any, libraries: Libraries) {}';
    expect(functionOf(source).inputSchema).toEqual(closed({ id: text }));
  });

  it('has the comment of its first overload, and never that of a type before it', () => {
    const source = `/** Of f. */\nfunction f(a: string): void;\nfunction f(a: any) {}\n/** Of T. */\ntype T = 1;\nfunction g() {}`;
    const analysis = analyseScript(source);
    expect(analysis).toMatchObject({
      ok: true,
      functions: [{ name: 'f', description: 'Of f.', line: 3 }, { name: 'g' }],
    });
    expect(analysis.ok && analysis.functions[1]?.description).toBeUndefined();
  });
});

describe('hostile types', () => {
  const doubling = (count: number): string =>
    Array.from({ length: count }, (_, at) => `type T${at + 1} = { a: T${at}; b: T${at} };`).join('\n');
  const declarations: [string, string, string][] = [
    ['double each other', 'T40', `type T0 = string;\n${doubling(40)}`],
    ['double by a parameter', `${'D<'.repeat(60)}string${'>'.repeat(60)}`, 'type D<T> = { a: T; b: T };'],
    ['multiply by keys', `${'R<'.repeat(30)}string${'>'.repeat(30)}`, "type R<T> = Record<'a' | 'b' | 'c' | 'd', T>;"],
    ['multiply by mapping', `${'M<'.repeat(30)}string${'>'.repeat(30)}`, "type M<T> = { [K in 'a' | 'b' | 'c']: T };"],
    ['multiply by intersections', 'X & X & X & X & X & X', 'type X = { a: 1 } | { b: 2 } | { c: 3 } | { d: 4 };'],
    ['grow without end', 'G<string>', 'type G<T> = { a: G<T[]> };'],
    ['are each other', 'A', 'type A = B; type B = A;'],
    ['are themselves', 'A | B | C', 'type A = A | string; type B = Promise<B>; type C = { a: 1 } & C;'],
    ['are chained', 'C0', Array.from({ length: 5_000 }, (_, at) => `type C${at} = C${at + 1};`).join('\n')],
    ['nest', `${'{ a: '.repeat(40)}string${' }'.repeat(40)}`, ''],
    ['nest through utilities', `${"Record<'a', Partial<".repeat(30)}{ a: 1 }${'>>'.repeat(30)}`, ''],
    ['have very many literals', Array.from({ length: 20_000 }, (_, at) => `'${at}'`).join(' | '), ''],
    ['have very many members', `{ ${Array.from({ length: 20_000 }, (_, at) => `a${at}: string;`).join('')} }`, ''],
    [
      'meet again and again',
      `{ a: 0 }${Array.from({ length: 60 }, (_, at) => ` & { a: { b${at}: 1 } }`).join('')}`,
      '',
    ],
    ['are described at length', `{ ${'/** word */ a: string; '.repeat(3_000)} }`, ''],
    ['name a constant that is long', 'typeof LONG', `const LONG = [${"'x',".repeat(50_000)}];`],
  ];

  it.each(declarations)('that %s become a schema that a tool may have', (_, type, declared) => {
    const { inputSchema } = functionOf(`function f(input: { x: ${type} }) {}\n${declared}`);
    expect(checkToolSchema(inputSchema, '_schema')).toEqual([]);
  });

  it('that a thousand functions share are written out only so often', () => {
    const wide = `interface Wide { ${Array.from({ length: 300 }, (_, at) => `a${at}: string;`).join(' ')} }`;
    const functions = Array.from({ length: 1_000 }, (_, at) => `function f${at}(input: Wide) {}`).join('\n');
    const analysis = analyseScript(`${wide}\n${functions}`);
    expect(analysis.ok && analysis.functions).toHaveLength(1_000);
    expect(JSON.stringify(analysis).length).toBeLessThan(4_000_000);
  });

  it('leave a pattern to those who check schemas', () => {
    const { inputSchema } = functionOf('function f(input: {\n/** @pattern (a+)+$ */\nx: string }) {}');
    expect(inputSchema).toMatchObject({ properties: { x: { pattern: '(a+)+$' } } });
  });
});
