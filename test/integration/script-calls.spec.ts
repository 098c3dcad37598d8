import { startLocalProcess, type LocalProcess } from '../support/local-process.ts';
import { done, ITEMS, type Json, newNamespace, script, store, tool, TOOLS, within } from './support/api.ts';
import { callTool, textOf } from './support/mcp.ts';

let product: LocalProcess;
beforeAll(async () => {
  product = await startLocalProcess();
});
afterAll(() => product.stop());

const CALLER = `async function answer(input, { IafScriptEngine }) {
  return IafScriptEngine.callFunction('prices', input.name ?? 'gross', { net: 100 });
}`;
const PRICES = `const RATE = 0.2;
function gross({ net }) { return { gross: net * (1 + RATE) } }
function fails() {
  throw new RangeError('no price');
}`;
const ANSWER = tool('Answer', { _schema: { type: 'object', properties: { name: { type: 'string' } } } });

async function call(namespace: string, args: object = {}): Promise<Json> {
  return (await callTool(product, `nsfilter=${namespace}`, { name: 'Answer', arguments: args })).result;
}

describe('a script that calls a function of another', () => {
  it('gets its result, from its newest version', async () => {
    const space = newNamespace();
    const [, prices] = await store(product, within(space, ITEMS), [
      script(CALLER),
      script(PRICES, { _name: 'Prices', _userType: 'prices' }),
    ]);
    await store(product, within(space, TOOLS), [ANSWER]);
    expect(await call(space)).toMatchObject({ structuredContent: { gross: 120 } });
    const source = 'function gross({ net }: { net: number }): object { return { gross: net * 2 } }';
    await done(product, `${ITEMS}/${String(prices._id)}/versions`, { body: { _userData: source } });
    expect(await call(space)).toMatchObject({ structuredContent: { gross: 200 } });
  });

  it('is told that of another namespace there is none', async () => {
    const [space, other] = [newNamespace(), newNamespace()];
    await store(product, within(other, ITEMS), [script(PRICES, { _userType: 'prices' })]);
    await store(product, within(space, ITEMS), [script(CALLER)]);
    await store(product, within(space, TOOLS), [ANSWER]);
    const result = await call(space);
    expect(result.isError).toBe(true);
    expect(result.content[0].text).toMatch(/No script with the _userType "prices" declares a function gross\./);
  });

  it('is answered with the line and the script of an error', async () => {
    const space = newNamespace();
    await store(product, within(space, ITEMS), [script(CALLER), script(PRICES, { _name: 'P', _userType: 'prices' })]);
    await store(product, within(space, TOOLS), [ANSWER]);
    const message = await callTool(product, `nsfilter=${space}`, { name: 'Answer', arguments: { name: 'fails' } });
    expect(textOf(message)).toBe('RangeError: no price (line 4, column 9, in fails, of the script "prices")');
  });
});
