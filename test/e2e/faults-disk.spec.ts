/** The disk of the embedded store is full: writes are refused and say why, reads go on, nothing acknowledged is lost. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { mcpUrl, putContent, storeCollection, storeFunctions, uploadFile } from '../support/content.ts';
import { type LocalProcess, newDataDir, startLocalProcess } from '../support/local-process.ts';
import { connectClient } from '../support/mcp-clients.ts';
import { rest } from '../support/product.ts';

const namespace = 'disk';
const BODY = randomBytes(20_000).toString('hex');

/**
 * Lets no file of the process grow beyond so many bytes, or any again. It is what a full disk is to the process, works
 * without rights in every container, and can be taken back while the process runs.
 */
function limitFiles({ child }: LocalProcess, maxBytes: number | 'unlimited'): void {
  execFileSync('prlimit', [`--pid=${child.pid}`, `--fsize=${maxBytes}:unlimited`]);
}

const largestFile = (dataDir: string): number =>
  Math.max(...readdirSync(dataDir).map((name) => statSync(join(dataDir, name)).size));

describe('The local process whose disk is full', () => {
  let product: LocalProcess;
  let dataDir: string;
  let records: string;
  let file: string;
  const acknowledged: string[] = [];

  /** @returns the status */
  async function store(name: string): Promise<number> {
    const { status, body } = await rest(product, records, { body: [{ name, body: BODY }] });
    if (status === 201) acknowledged.push(name);
    else expect(body).toMatchObject({ code: 'InsufficientStorage', detail: expect.stringContaining('disk is full') });
    return status;
  }
  const storedNames = async (): Promise<string[]> => {
    const names: string[] = [];
    for (let total = 1; names.length < total;) {
      const { body } = await rest(product, `${records}?_offset=${names.length}&project={"name":1}`);
      total = body._total as number;
      names.push(...(body._list as { name: string }[]).map(({ name }) => name));
    }
    return names.sort();
  };

  beforeAll(async () => {
    dataDir = await newDataDir();
    product = await startLocalProcess({ dataDir });
    const { _id } = await storeCollection(product, namespace, 'records');
    records = `/itemsvc/api/v1/nameduseritems/${_id}/relateditems`;
    const functions = { add: 'function add({ a, b }) { return { sum: a + b }; }' };
    await storeFunctions(product, namespace, { userType: 'sums', functions });
    file = (await uploadFile(product, namespace, { name: 'file', content: 'before' }))._id;
    expect(await store('first')).toBe(201);
  });
  afterAll(async () => {
    await product.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('refuses writes with 507 and goes on with reads and runs', async () => {
    limitFiles(product, largestFile(dataDir) + 500_000);
    let status = 201;
    for (let number = 0; status === 201 && number < 1_000; number++) status = await store(`record-${number}`);
    expect(status).toBe(507);
    expect(await storedNames()).toEqual([...acknowledged].sort());
    await using client = await connectClient(mcpUrl(product, { nsfilter: namespace }), product.token);
    expect((await client.call('add', { a: 1, b: 2 })).structuredContent).toEqual({ sum: 3 });
    expect((await rest(product, '/readyz')).status).toBe(200);
  });

  it('stores nothing of what it refuses: not of a list, nor of a file', async () => {
    const items = ['one', 'two', 'three'].map((name) => ({
      _name: name,
      _userType: name,
      _itemClass: 'Script',
      _version: { _userData: `function ${name}() {} // ${BODY}` },
    }));
    const created = await rest(product, `/itemsvc/api/v1/nameduseritems?nsfilter=${namespace}`, { body: items });
    expect(created).toMatchObject({ status: 507, body: { code: 'InsufficientStorage' } });
    const listed = await rest(product, `/itemsvc/api/v1/nameduseritems?nsfilter=${namespace}`);
    expect((listed.body._list as { _name: string }[]).map(({ _name }) => _name).sort()).toEqual(['records', 'sums']);
    await expect(putContent(product, file, BODY.repeat(50))).rejects.toThrow(/507 .*disk is full/);
    expect((await rest(product, `/filesvc/api/v1/files/${file}/versions`)).body._total).toBe(1);
    expect((await rest(product, `/filesvc/api/v1/files/${file}/content`)).text).toBe('before');
    expect(await storedNames()).toEqual([...acknowledged].sort());
  });

  it('stores again when there is space, and has everything that it acknowledged after a restart', async () => {
    limitFiles(product, 'unlimited');
    expect(await store('afterwards')).toBe(201);
    expect(product.child.exitCode).toBeNull();
    await product.kill();
    product = await startLocalProcess({ dataDir });
    expect(await storedNames()).toEqual([...acknowledged].sort());
    expect(await store('last')).toBe(201);
  });
});
