import { analyseScript } from './analyse-script.js';

const MB = 1024 * 1024;

function messageOf(source: string): string | undefined {
  const analysis = analyseScript(source);
  return analysis.ok ? undefined : analysis.problem.message;
}

describe('a hostile source', () => {
  const fill = (piece: string): string => piece.repeat(Math.floor(MB / piece.length));
  const numbered = (piece: (at: number) => string): string => {
    let text = '';
    for (let at = 0; text.length < MB - 32; at++) text += piece(at);
    return text;
  };

  it.each([
    ['brackets', fill('[')],
    ['parentheses', fill('(')],
    ['a sum', `${fill('a+')}a`.slice(0, MB)],
    ['templates', fill('`${')],
    ['arrows', fill('a=>')],
    ['blocks', fill('{')],
    ['functions in functions', fill('function f(){')],
  ])('of %s is refused as nested too deeply', (_, source) => {
    expect(messageOf(source)).toBe('is nested too deeply');
  });

  it.each([
    ['let declarations', `let ${numbered((at) => `a${at},`)}z`],
    ['named groups', `/${fill('(?<a>)|').slice(0, MB - 16)}x/`],
    ['functions', numbered((at) => `function f${at}(){}`)],
  ])('of very many %s is refused before it keeps the process', (_, source) => {
    expect(messageOf(source)).toMatch(/takes longer than 2000 ms to read|at most 1000/);
  });

  it.each([
    ['a comment of open types', `/** ${fill(' * @param {{{ \n').slice(0, MB - 64)}*/ function f(input) {}`],
    ['a comment of tags', `/** ${fill('\n * @param {a} input.b').slice(0, MB - 64)}*/ function f(input) {}`],
    ['a comment of types in types', `/** @param {${fill('Array<').slice(0, MB - 64)}} input.a */ function f(input) {}`],
    ['a comment of path steps', `/** @param {string} input${fill('.a').slice(0, MB - 64)} */ function f(input) {}`],
    ['comments', fill('/**/')],
    ['nothing but stars', `/*${fill('*').slice(0, MB - 64)}*/ function f(input) {}`],
    ['a pattern', `function f({${numbered((at) => `a${at},`)}}) {}`.slice(-MB)],
    ['line ends', fill('\n')],
    ['lone surrogates', fill('\ud800').slice(0, MB / 3)],
    ['zero bytes', '\0'.repeat(1_000)],
    [
      'a default that is nested deeply',
      `/** @param {*} [input.a=${'['.repeat(2_000)}${']'.repeat(2_000)}] */ function f(input) {}`,
    ],
  ])('of %s ends with an answer', (_, source) => {
    expect(analyseScript(source)).toHaveProperty('ok');
  });
});
