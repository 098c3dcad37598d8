import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { type ScriptFunction } from '#libs/contracts';
import { analyseScript } from './analyse-script.js';
import { type ScriptProblem } from './script-analysis.js';

const MB = 1024 * 1024;

function functionsOf(source: string): ScriptFunction[] {
  const analysis = analyseScript(source);
  if (!analysis.ok) throw new Error(JSON.stringify(analysis.problem));
  return analysis.functions;
}

function functionOf(source: string): ScriptFunction {
  const [only, ...others] = functionsOf(source);
  expect(others).toEqual([]);
  return only!;
}

function problemOf(source: string): ScriptProblem {
  const analysis = analyseScript(source);
  if (analysis.ok) throw new Error(`${analysis.functions.length} functions`);
  return analysis.problem;
}

describe('the functions of a script', () => {
  it('are its top-level function declarations', () => {
    const source = `
      'use strict';
      const local = () => 1;
      const alsoLocal = function named() {};
      async function first(input, libraries, ctx, callback) { function inner() {} return local(); }
      function second() {}
      function* generator() {}
      async function* asyncGenerator() {}
      class Helper {}
      if (true) { function inBlock() {} }
    `;
    expect(functionsOf(source)).toEqual([
      { name: 'first', parameters: ['input', 'libraries', 'ctx', 'callback'], async: true, tags: [], line: 5 },
      { name: 'second', parameters: [], async: false, tags: [], line: 6 },
    ]);
  });

  it('are found in the documented sample', () => {
    const source = `async function findfileNameByID(input, libraries, ctx, callback) {
  const id = input.id;
  const { PlatformApi } = libraries;
  let res = await PlatformApi.IafFileSvc.getFile(id, ctx);
  return { sucess: true, file_name: res._name }
}`;
    expect(functionOf(source)).toMatchObject({ name: 'findfileNameByID', async: true, line: 1 });
    expect(functionOf(source)).not.toHaveProperty('inputSchema');
  });

  it('name their parameters as written', () => {
    const source = 'function f({ a,\n  b = 1 } = {}, libraries = {}, [x], ...rest) {}';
    expect(functionOf(source).parameters).toEqual(['{ a, b = 1 }', 'libraries', '[x]', '...rest']);
  });

  it('may be none', () => {
    expect(functionsOf('')).toEqual([]);
    expect(functionsOf('const a = 1;')).toEqual([]);
  });

  it('take the last JSDoc comment since the statement before', () => {
    const source = `/** Licence. */
      /** Adds. */ // eslint-disable-line
      function add() {}
      /** Of the constant. */
      const a = 1;
      function plain() { /** inside */ }
      /* no JSDoc */
      function other() {}`;
    expect(functionsOf(source).map(({ description }) => description)).toEqual(['Adds.', undefined, undefined]);
  });
});

describe('JSDoc', () => {
  it('gives title, description, category and tags', () => {
    const source = `/**
       * Finds a file. See {@link other}.
       *
       * - fast
       * @title  Find a file
       * @category math
       * @tags files, search  names
       * @tags extra files
       */
      function f() {}`;
    expect(functionOf(source)).toMatchObject({
      title: 'Find a file',
      description: 'Finds a file. See {@link other}.\n\n- fast',
      category: 'math',
      tags: ['files', 'search', 'names', 'extra'],
    });
  });

  it('takes the description from @description when no text precedes the tags', () => {
    expect(functionOf('/** @description Adds {two}\n * numbers. */ function f() {}').description).toBe(
      'Adds {two}\nnumbers.',
    );
  });

  it('gives an input schema', () => {
    const source = `/**
       * @param {Object} input - What to look for
       * @param {string} input.id - Id of the file
       * @param {int} [input.limit=25] Most results
       * @param {string} [input.zip=01234]
       * @param {string} [input.mode='fast']
       * @param {'asc'|'desc'} [input.order=asc]
       * @param {boolean=} input.deep
       * @param {number} [input.bad=abc]
       * @param {string[]} [input.names=["a", "b"]]
       * @param {?string} input.note
       * @param {Record<string, number>} input.weights
       * @param {Date} input.since
       * @param input.anything
       * @param {Mystery & Type} input.odd
       * @param {PlatformLibraries} libraries
       * @param {string} libraries.ignored
       */
      function f(input, libraries) {}`;
    expect(functionOf(source).inputSchema).toEqual({
      type: 'object',
      description: 'What to look for',
      properties: {
        id: { type: 'string', description: 'Id of the file' },
        limit: { type: 'integer', description: 'Most results', default: 25 },
        zip: { type: 'string', default: '01234' },
        mode: { type: 'string', default: 'fast' },
        order: { type: 'string', enum: ['asc', 'desc'], default: 'asc' },
        deep: { type: 'boolean' },
        bad: { type: 'number' },
        names: { type: 'array', items: { type: 'string' }, default: ['a', 'b'] },
        note: { type: ['string', 'null'] },
        weights: { type: 'object', additionalProperties: { type: 'number' } },
        since: { type: 'string', format: 'date-time' },
        anything: {},
        odd: {},
      },
      required: ['id', 'note', 'weights', 'since', 'anything', 'odd'],
      additionalProperties: false,
    });
  });

  it('gives nested properties, in any order and with or without their parents', () => {
    const source = `/**
       * @param {string} input.a.b.c - deep
       * @param {Object} [input.a] - described later
       * @param {Object[]} [input.items]
       * @param {string} input.items[].name
       * @param {number} [input.items[].size]
       * @param {Object[]} input.rows
       * @param {string} input.rows.name
       * @param {string} input.ids[]
       */
      function f(input) {}`;
    const named = { type: 'object', required: ['name'], additionalProperties: false };
    expect(functionOf(source).inputSchema).toEqual({
      type: 'object',
      properties: {
        a: {
          type: 'object',
          description: 'described later',
          properties: {
            b: {
              type: 'object',
              properties: { c: { type: 'string', description: 'deep' } },
              required: ['c'],
              additionalProperties: false,
            },
          },
          required: ['b'],
          additionalProperties: false,
        },
        items: {
          type: 'array',
          items: { ...named, properties: { name: { type: 'string' }, size: { type: 'number' } } },
        },
        rows: { type: 'array', items: { ...named, properties: { name: { type: 'string' } } } },
        ids: { type: 'array', items: { type: 'string' } },
      },
      required: ['rows', 'ids'],
      additionalProperties: false,
    });
  });

  it('takes a record type of the whole input, over several lines', () => {
    const source = `/**
       * @param {{
       *   id: string,
       *   limit?: number
       * }} args
       */
      function f(args) {}`;
    expect(functionOf(source).inputSchema).toEqual({
      type: 'object',
      properties: { id: { type: 'string' }, limit: { type: 'number' } },
      required: ['id'],
      additionalProperties: false,
    });
  });

  it.each(['args', 'input', '{ id }'])('knows the first parameter when it is %s', (parameter) => {
    const source = `/** @param {string} input.id */ function f(${parameter}, libraries) {}`;
    expect(functionOf(source).inputSchema).toMatchObject({ properties: { id: { type: 'string' } } });
  });

  it('gives no input schema when it says nothing of the input', () => {
    expect(functionOf('/** @param {Object} input The input */ function f(input) {}').inputSchema).toBeUndefined();
    expect(functionOf('/** @param {string} input */ function f(input) {}').inputSchema).toBeUndefined();
    expect(functionOf('/** @param {string} ctx.a */ function f(input, libraries, ctx) {}').inputSchema).toBeUndefined();
  });

  it('leaves out names that reach a prototype, and broken tags', () => {
    const source = `/**
       * @param {string} input.__proto__.polluted
       * @param {string} input.constructor
       * @param {string} [input.a={"__proto__": 1}]
       * @param {string
       * @param [
       * @param {string} input..b
       * @param {string} input.c]
       */
      function f(input) {}`;
    const { inputSchema } = functionOf(source);
    expect(Object.keys(inputSchema!['properties']!)).toEqual(['a']);
  });

  it('gives an output schema for a documented object only', () => {
    const outputOf = (type: string) =>
      functionOf(`/** @returns {${type}} what it found */ function f() {}`).outputSchema;
    expect(outputOf('Promise<{ a: string, b?: { c: number } }>')).toEqual({
      type: 'object',
      description: 'what it found',
      properties: {
        a: { type: 'string' },
        b: { type: 'object', properties: { c: { type: 'number' } }, required: ['c'] },
      },
      required: ['a'],
    });
    expect(outputOf('Object')).toEqual({ type: 'object', description: 'what it found' });
    for (const type of ['string', 'Mystery', '?{ a: string }', '{a: string}|undefined', 'Object[]', '&']) {
      expect(outputOf(type)).toBeUndefined();
    }
  });
});

describe('the schemas', () => {
  it('are valid JSON Schema, in strict mode too', () => {
    const types = [
      "'a'|'b'|null",
      "'a'|1|null",
      "'auto'|number|null",
      '?Object[]',
      '?{ a: string }',
      '[string, number?]',
      '[]',
      'Date',
      'Record<string, string|number>',
      '{ [key: string]: number, a: number }',
    ];
    const tags = types.map((type, at) => `@param {${type}} input.p${at}\n`).join('');
    const { inputSchema } = functionOf(`/** ${tags} @param {string} input.p4.b */ function f(input) {}`);
    const ajv = formats.default(new Ajv2020({ strict: true }));
    expect(Object.keys(inputSchema!['properties']!)).toHaveLength(types.length);
    expect(() => ajv.compile(inputSchema!)).not.toThrow();
  });
});

describe('a destructured first parameter', () => {
  it('gives the input schema when there is no JSDoc', () => {
    const source = `function f({ id, limit = 5, 'a-b': x = -1, names = ['a', { b: null }], now = Date.now(), tpl = \`t\`,
      nested: { deep } = {}, __proto__: p }, libraries) {}`;
    expect(functionOf(source).inputSchema).toEqual({
      type: 'object',
      properties: {
        id: {},
        limit: { default: 5 },
        'a-b': { default: -1 },
        names: { default: ['a', { b: null }] },
        now: {},
        tpl: { default: 't' },
        nested: { default: {} },
      },
      required: ['id'],
      additionalProperties: false,
    });
  });

  it('is completed by JSDoc', () => {
    const source = `/**
       * @param {object} args
       * @param {string} args.id - the id
       * @param {integer} limit - named without the parameter
       */
      function f({ id, limit = 5, more }, libraries) {}`;
    expect(functionOf(source).inputSchema).toEqual({
      type: 'object',
      properties: {
        id: { type: 'string', description: 'the id' },
        limit: { type: 'integer', description: 'named without the parameter', default: 5 },
        more: {},
      },
      required: ['id', 'more'],
      additionalProperties: false,
    });
  });

  it.each(['{ id, ...rest }', '{ id, [key]: value }'])('allows other properties for %s', (parameter) => {
    expect(functionOf(`function f(${parameter}) {}`).inputSchema).toEqual({
      type: 'object',
      properties: { id: {} },
      required: ['id'],
    });
  });

  it.each(['{}', '[a]', '...all', 'input'])('says nothing as %s', (parameter) => {
    expect(functionOf(`function f(${parameter}) {}`).inputSchema).toBeUndefined();
  });
});

describe('a script that cannot be stored', () => {
  it('is refused with line and column from 1', () => {
    expect(problemOf('function f() {\n  return (;\n}')).toEqual({ message: 'Unexpected token', line: 2, column: 11 });
    expect(problemOf('}')).toMatchObject({ line: 1, column: 1 });
  });

  it.each([
    ["\nimport fs from 'fs';", /`import` is not available: .*libraries/, 2, 1],
    ["const a = import('fs');", /`import` is not available/, 1, 11],
    ['const u = import.meta.url;', /`import` is not available/, 1, 11],
    ['  export default function f() {}', /`export` is not available.*leave the word out/, 1, 3],
    ["function f() {\n  const fs = require('fs');\n}", /`require` is not available.*libraries/, 2, 14],
    ['const r = await fetch("x");', /`await` works inside an `async function` only/, 1, 17],
    ['await (1);', /`await` works inside an `async function` only/, 1, 1],
    ['function f() { await g(); }', /`await` works inside an `async function` only/, 1, 22],
  ])('is refused for %j', (source, message, ...position) => {
    const [line, column] = position;
    expect(problemOf(source)).toEqual({ message: expect.stringMatching(message), line, column });
  });

  it('is not one that declares a require of its own, or only mentions module syntax', () => {
    expect(functionsOf('const require = (x) => x; function f() { return require(1); }')).toHaveLength(1);
    expect(functionsOf('function f(o) { return o.import + o.require("x") + "import x" /* await */; }')).toHaveLength(1);
  });

  it('is refused when it declares a function twice', () => {
    expect(problemOf('function f() {}\nfunction g() {}\n  function f() {}')).toEqual({
      message: 'function `f` is declared twice, first in line 1',
      line: 3,
      column: 3,
    });
  });

  it('is refused over 1 MB of UTF-8', () => {
    expect(functionsOf(`//${'x'.repeat(MB - 2)}`)).toEqual([]);
    expect(problemOf(`//${'é'.repeat(MB / 2)}`).message).toMatch(/is 1048578 bytes long; .* at most 1048576/);
  });

  it('is refused over 1,000 functions', () => {
    const source = Array.from({ length: 1_001 }, (_, at) => `function f${at}() {}`).join('\n');
    expect(problemOf(source).message).toMatch(/declares 1001 functions; .* at most 1000/);
  });
});
