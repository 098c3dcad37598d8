/** URLs that open one content of a file without a token: who may make them, what they open, and until when. */
import type { Principal } from '#libs/access';
import { eventually } from '../support/eventually.ts';
import { putContent, uploadFile } from '../support/content.ts';
import { type LocalProcess, startLocalProcess } from '../support/local-process.ts';
import { type Product, rest } from '../support/product.ts';
import { done, file, FILES, type Json, newNamespace, store, within } from './support/api.ts';
import { callTool } from './support/mcp.ts';
import { asPrincipal, SERVICE_KEY } from './support/run-tokens.ts';

let product: LocalProcess;
let space: string;
beforeAll(async () => {
  product = await startLocalProcess({ environment: { SERVICE_KEY } });
});
afterAll(() => product.stop());
beforeEach(() => {
  space = newNamespace();
});

const urlOf = (id: string, query = '', version = ''): Promise<Json> =>
  done(product, `${FILES}/${id}${version === '' ? '' : `/versions/${version}`}/url${query}`);

/** Opens a URL as somebody without a token. */
async function open(url: string, init: RequestInit = {}) {
  const response = await fetch(url, init);
  return { status: response.status, headers: response.headers, text: await response.text() };
}

const codeOf = (answer: { text: string }): string => JSON.parse(answer.text).code;

const as = (principal: Partial<Principal>): Promise<Product> =>
  asPrincipal(product, { kind: 'run', namespaces: [space], ...principal });

/** The URL with one of its parts changed. */
function changed(url: string, change: (url: URL) => void): string {
  const other = new URL(url);
  change(other);
  return other.href;
}

describe('the URL of a file', () => {
  it('opens the content that was the newest, without a token, for five minutes', async () => {
    const { _id } = await uploadFile(product, space, { name: 'plan ä.txt', content: 'first' });
    const before = Date.now();
    const { _url, _expiresAt } = await urlOf(_id);
    expect(_url).toMatch(new RegExp(`^${product.url}/filesvc/api/v1/filecontents/${_id}/1\\?`));
    expect(Date.parse(_expiresAt) - before).toBeGreaterThan(290_000);
    expect(Date.parse(_expiresAt) - before).toBeLessThan(310_000);
    await putContent(product, _id, 'second');
    const answer = await open(_url);
    expect(answer).toMatchObject({ status: 200, text: 'first' });
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/plain',
      'content-length': '5',
      'content-disposition': expect.stringContaining(encodeURIComponent('plan ä.txt')),
      'content-security-policy': 'sandbox',
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
      'referrer-policy': 'no-referrer',
    });
    expect(await open((await urlOf(_id))._url)).toMatchObject({ status: 200, text: 'second' });
    expect(await open((await urlOf(_id, '', '1'))._url)).toMatchObject({ status: 200, text: 'first' });
  });

  it('opens nothing once it has expired', async () => {
    const { _id } = await uploadFile(product, space, { name: 'a', content: 'x' });
    const { _url, _expiresAt } = await urlOf(_id, '?_expiresInMs=1000');
    expect((await open(_url)).status).toBe(200);
    const late = await eventually('the URL expires', async () => {
      const answer = await open(_url);
      return answer.status !== 200 && answer;
    });
    expect([late.status, codeOf(late)]).toEqual([403, 'Forbidden']);
    expect(late.text).toContain(`expired at ${String(_expiresAt)}`);
  });

  it.each<[string, (url: URL) => void]>([
    ['another version', (url) => (url.pathname = url.pathname.replace(/1$/, '2'))],
    ['another file', (url) => (url.pathname = url.pathname.replace(/[^/]+\/1$/, 'other/1'))],
    [
      'a later end',
      (url) => {
        url.searchParams.set('expires', String(Number(url.searchParams.get('expires')) + 1));
      },
    ],
    [
      'another signature',
      (url) => {
        url.searchParams.set('signature', 'A'.repeat(43));
      },
    ],
    [
      'half a signature',
      (url) => {
        url.searchParams.set('signature', url.searchParams.get('signature')!.slice(0, 20));
      },
    ],
  ])('does not open with %s, and says the same whether there is such a file', async (_what, change) => {
    const { _id } = await uploadFile(product, space, { name: 'a', content: 'x' });
    await putContent(product, _id, 'y');
    const { _url } = await urlOf(_id, '', '1');
    const there = await open(changed(_url, change));
    expect([there.status, codeOf(there)]).toEqual([403, 'Forbidden']);
    await done(product, `${FILES}/${_id}`, { method: 'DELETE' });
    const gone = await open(changed(_url, change));
    const { correlationId: _a, ...saidThere } = JSON.parse(there.text);
    const { correlationId: _b, ...saidGone } = JSON.parse(gone.text);
    expect(saidGone).toEqual(saidThere);
  });

  it('names what is missing in it', async () => {
    const { _id } = await uploadFile(product, space, { name: 'a', content: 'x' });
    const { _url } = await urlOf(_id);
    for (const name of ['expires', 'signature']) {
      const answer = await open(
        changed(_url, (url) => {
          url.searchParams.delete(name);
        }),
      );
      expect([answer.status, JSON.parse(answer.text).errors]).toMatchObject([400, [{ path: name }]]);
    }
    expect((await open(`${_url}&nsfilter=demo`)).status).toBe(400);
  });

  it('opens for GET alone', async () => {
    const { _id } = await uploadFile(product, space, { name: 'a', content: 'x' });
    const { _url } = await urlOf(_id);
    for (const method of ['PUT', 'POST', 'DELETE', 'PATCH']) {
      expect((await open(_url, { method })).status).toBeGreaterThanOrEqual(400);
    }
    expect((await open(changed(_url, (url) => (url.pathname = `${FILES}/${_id}/content`)))).status).toBe(401);
    expect((await open(_url)).text).toBe('x');
  });

  it('says that the file is gone after its deletion', async () => {
    const { _id } = await uploadFile(product, space, { name: 'a', content: 'x' });
    const { _url } = await urlOf(_id);
    await done(product, `${FILES}/${_id}`, { method: 'DELETE' });
    const answer = await open(_url);
    expect([answer.status, codeOf(answer)]).toEqual([404, 'NotFound']);
  });

  it('is made only for who may read the file, of a content that is there', async () => {
    const { _id } = await uploadFile(product, space, { name: 'a', content: 'x' });
    const path = `${FILES}/${_id}/url`;
    expect((await rest(await as({}), path)).status).toBe(200);
    expect((await rest(await as({ namespaces: ['other'] }), path)).status).toBe(404);
    expect((await rest(product, within('other', path))).status).toBe(404);
    expect((await open(`${product.url}${path}`)).status).toBe(401);
    expect((await rest(product, `${FILES}/${_id}/versions/2/url`)).status).toBe(404);
    const [empty] = await store(product, within(space, FILES), [file()]);
    expect((await rest(product, `${FILES}/${String(empty._id)}/url`)).status).toBe(404);
  });

  it('expires within a day at the latest', async () => {
    const { _id } = await uploadFile(product, space, { name: 'a', content: 'x' });
    for (const ms of ['0', '999', '86400001', '1e3', '']) {
      const answer = await rest(product, `${FILES}/${_id}/url?_expiresInMs=${ms}`);
      expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: '_expiresInMs' }] } });
    }
    expect((await open((await urlOf(_id, '?_expiresInMs=86400000'))._url)).status).toBe(200);
  });

  it('is what a model gets from a system tool, and good after a restart with the same key', async () => {
    const dataDir = product.dataDir;
    const { _id } = await uploadFile(product, space, { name: 'a', content: 'x' });
    const call = { name: 'getFileVersionUrl_IafFileSvc', arguments: { id: _id, version: 1, _expiresInMs: 60_000 } };
    const { result } = await callTool(product, `nsfilter=${space}`, call);
    const url: string = result.structuredContent._url;
    expect(await open(url)).toMatchObject({ status: 200, text: 'x' });
    await product.kill();
    const { port } = new URL(product.url);
    const publicUrl = `http://localhost:${port}`;
    product = await startLocalProcess({
      dataDir,
      environment: { SERVICE_KEY, PORT: port, PUBLIC_URL: `${publicUrl}/` },
    });
    expect(await open(url)).toMatchObject({ status: 200, text: 'x' });
    expect((await urlOf(_id))._url).toMatch(new RegExp(`^${publicUrl}/filesvc/`));
  });
});
