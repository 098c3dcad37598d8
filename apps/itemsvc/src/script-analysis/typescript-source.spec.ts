import { Script } from 'node:vm';
import { analyseScript } from './analyse-script.js';

function javascriptOf(source: string): string {
  const analysis = analyseScript(source);
  if (!analysis.ok) throw new Error(JSON.stringify(analysis.problem));
  expect(analysis.language).toBe('typescript');
  return analysis.javascript!;
}

describe('a source in TypeScript', () => {
  it('runs as the same text with spaces in place of its types', () => {
    const source = [
      'type Id = string;',
      'async function find<T extends object>(input: { id: Id }, ...rest: T[]): Promise<void> {',
      '  const grösse: "é😀" = (input as any)!.id satisfies unknown; throw new Error(grösse);',
      '}',
      'abstract class A<T> implements B { private readonly x: T = 1; declare y: string; abstract z(): void }',
    ].join('\n');
    const javascript = javascriptOf(source);
    const lines = javascript.split('\n');
    expect(javascript).toHaveLength(source.length);
    expect(lines.map((line) => line.trimEnd().length === 0)).toEqual([true, false, false, false, false]);
    expect(lines[2]?.indexOf('throw')).toBe(source.split('\n')[2]?.indexOf('throw'));
    expect(() => new Script(javascript)).not.toThrow();
  });

  it('is what JavaScript cannot be: what parses as JavaScript stays as it is', () => {
    for (const source of ['f(a < b, c > (d));', 'const as = 1; as\nsatisfies', 'type\nA\n= 1', 'var x = a\n<b>(c)']) {
      expect(analyseScript(source)).toMatchObject({ ok: true, language: 'javascript' });
      expect(analyseScript(source)).not.toHaveProperty('javascript');
    }
  });

  it('may import and export types, which leave nothing behind', () => {
    const javascript = javascriptOf(
      "import type { A } from 'a';\nexport type B = A;\nexport interface C {}\nfunction f() {}",
    );
    expect(javascript.trim()).toBe('function f() {}');
  });

  it.each([
    ['let a: string;\n  enum Colour { Red }', /`enum` is not available.*union/, 2, 3],
    ['const enum Colour { Red }', /`enum` is not available/, 1, 1],
    ['namespace A { export const b = 1 }', /`namespace` that holds values.*constant object/, 1, 1],
    ['namespace A { namespace B { f() } }', /`namespace` that holds values/, 1, 1],
    ['class A {\n  constructor(private b: string) {}\n}', /parameter property.*declare a field/, 2, 15],
    ['@d class A { b: string }', /decorator/, 1, 1],
    ['let a = <string>b;', /write `value as T`/, 1, 9],
    ["let a: string;\nimport b = require('b');", /`import` is not available/, 2, 1],
    ["import { type A, b } from 'a'; let c: A;", /`import` is not available/, 1, 1],
    ['let a: string;\nexport function f() {}', /`export` is not available.*leave the word out/, 2, 1],
    ["const a: string = require('a');", /`require` is not available/, 1, 19],
    ['const a: string = await b();', /`await` works inside an `async function` only/, 1, 25],
    ['with (a) {}\nlet b: string;', /'with' statement/, 1, 1],
  ])('is refused for %j', (source, message, ...position) => {
    const [line, column] = position;
    expect(analyseScript(source)).toMatchObject({
      ok: false,
      problem: { message: expect.stringMatching(message), line, column },
    });
  });

  it.each([
    ['function f(a: string) {\n  return (;\n}', 2, 11],
    ['function f(a) {\n  return (;\n}', 2, 11],
    ['let a: string;\nlet a = 1;', 2, 5],
    ['function f(a: string) {\n  if (a {}\n}', 2, 9],
  ])('is refused with the error of the language that it evidently is in: %j', (source, line, column) => {
    expect(analyseScript(source)).toMatchObject({ ok: false, problem: { line, column } });
  });
});
