import { ScriptAnalyser } from './script-analyser.js';
import { type ScriptAnalysis } from './script-analysis.js';

const MB = 1024 * 1024;

const analyser = new ScriptAnalyser();
afterAll(() => analyser.onApplicationShutdown());

async function analysisOf(source: string): Promise<ScriptAnalysis> {
  return (await analyser.analyse(source, 'demo')).analysis;
}

async function messageOf(source: string): Promise<string | undefined> {
  const analysis = await analysisOf(source);
  return analysis.ok ? undefined : analysis.problem.message;
}

describe('a hostile source', () => {
  const fill = (piece: string): string => piece.repeat(Math.floor(MB / piece.length));
  /** With room for what stands around it. */
  const nearly = (piece: string): string => piece.repeat(Math.floor((MB - 128) / piece.length));
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
    ['types in types', `type A = ${nearly('[')}`],
    ['generic types', `let a: ${nearly('A<')}`],
    ['conditional types', `type A = ${nearly('A extends B ? ')}`],
    ['type literals', `type A = ${nearly('{a:')}`],
  ])('of %s is refused as nested too deeply', async (_, source) => {
    expect(await messageOf(source)).toBe('is nested too deeply');
  });

  it.each([
    ['let declarations', `let ${numbered((at) => `a${at},`)}z`],
    ['named groups', `/${fill('(?<a>)|').slice(0, MB - 16)}x/`],
    ['functions', numbered((at) => `function f${at}(){}`)],
    ['let declarations in TypeScript', `let x: string, ${numbered((at) => `a${at},`).slice(0, MB - 64)}z`],
  ])('of very many %s is refused before it keeps the process', async (_, source) => {
    expect(await messageOf(source)).toMatch(/takes longer than 2000 ms of CPU time to read|at most 1000/);
  });

  it.each([
    ['a comment of open types', `/** ${fill(' * @param {{{ \n').slice(0, MB - 64)}*/ function f(input) {}`],
    ['a comment of tags', `/** ${fill('\n * @param {a} input.b').slice(0, MB - 64)}*/ function f(input) {}`],
    ['a comment of types in types', `/** @param {${fill('Array<').slice(0, MB - 64)}} input.a */ function f(input) {}`],
    ['a comment of path steps', `/** @param {string} input${fill('.a').slice(0, MB - 64)} */ function f(input) {}`],
    ['comments', fill('/**/')],
    ['nothing but stars', `/*${fill('*').slice(0, MB - 64)}*/ function f(input) {}`],
    ['a pattern', `function f({${numbered((at) => `a${at},`)}}) {}`.slice(-MB)],
    ['numbers in TypeScript', `let a: string; const list = [${nearly('1,')}1]`],
    ['statements in TypeScript', `let a: string; ${nearly('1;')}`],
    [
      'members of types in a comment',
      `/** @param {[${fill('a|').slice(0, MB - 64)}a]} input.a */ function f(input) {}`,
    ],
    ['question marks in a comment', `/** @param {[a${fill('?').slice(0, MB - 64)}]} input.a */ function f(input) {}`],
    ['elements of a constant', `const a = [${nearly('1,')}1] as const; function f(input: typeof a) {}`],
    ['elements of a tuple', `function f(input: [${nearly('1,')}1]) {}`],
    ['line ends', fill('\n')],
    ['lone surrogates', fill('\ud800').slice(0, MB / 3)],
    ['zero bytes', '\0'.repeat(1_000)],
    ['type aliases', numbered((at) => `type A${at}=A${at + 1};\n`)],
    ['interfaces of one name', `${fill('interface A{a:A}\n').slice(0, MB - 64)}\nfunction f(input: A) {}`],
    ['a union', `${numbered((at) => (at === 0 ? 'type A=0' : `|'${at}'`))};function f(input: A) {}`],
    ['assertions in TypeScript', `let a: string = ${nearly('<a>')}`],
    ['angle brackets', `let a: string; ${nearly('a<')}`],
    ['intersections', `function f(input: ${nearly('{a:1}&')}{}) {}`],
    ['comments in a type', `function f(input: {${nearly('/** x */a:1;')}}) {}`],
    [
      'a default that is nested deeply',
      `/** @param {*} [input.a=${'['.repeat(2_000)}${']'.repeat(2_000)}] */ function f(input) {}`,
    ],
  ])('of %s ends with an answer', async (_, source) => {
    expect(await analysisOf(source)).toHaveProperty('ok');
  });
});
