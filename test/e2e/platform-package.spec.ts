/** The npm package of the platform API as its users meet it: installed from the tarball, into a folder with nothing else. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { startLocalProcess, type LocalProcess } from '../support/local-process.ts';
import { fencedBlocks } from '../support/markdown.ts';

const execute = promisify(execFile);
const PACKAGE = 'node_modules/@toolrack/platform-api';

let product: LocalProcess;
let folder: string;
beforeAll(async () => {
  [product, folder] = await Promise.all([startLocalProcess(), mkdtemp(join(tmpdir(), 'toolrack-user-'))]);
  const { stdout } = await execute(process.execPath, ['tools/pack-platform-api.ts', folder]);
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  await execute('npm', ['install', '--offline', '--no-audit', '--no-fund', stdout.trim()], { cwd: folder });
}, 120_000);
afterAll(async () => {
  await product.stop();
  await rm(folder, { recursive: true, force: true });
});

async function runs(source: string): Promise<string> {
  await writeFile(join(folder, 'program.js'), `import * as platform from '@toolrack/platform-api';\n${source}`);
  const env = { PATH: process.env.PATH, URL_OF_TOOLRACK: product.url, TOKEN: product.token };
  return (await execute(process.execPath, ['program.js'], { cwd: folder, env, timeout: 30_000 })).stdout.trim();
}

const CONNECT =
  'const api = platform.createPlatformApi({ baseUrl: process.env.URL_OF_TOOLRACK, token: process.env.TOKEN });';

describe('the package of the platform API', () => {
  it('depends on nothing, and holds code, types, README and license', async () => {
    expect(await readdir(join(folder, 'node_modules/@toolrack'))).toEqual(['platform-api']);
    expect((await readdir(join(folder, PACKAGE))).sort()).toEqual(
      ['LICENSE', 'README.md', 'index.js', 'package.json', 'types'].sort(),
    );
    const manifest = JSON.parse(await readFile(join(folder, PACKAGE, 'package.json'), 'utf8'));
    const root = JSON.parse(await readFile('package.json', 'utf8'));
    expect(manifest).toMatchObject({ version: root.version, license: root.license });
    expect(manifest).not.toHaveProperty('dependencies');
    for (const entry of await readdir(join(folder, PACKAGE), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || entry.name === 'README.md') continue;
      expect(await readFile(join(entry.parentPath, entry.name), 'utf8')).not.toContain('#libs/');
    }
  });

  it('calls a product from plain JavaScript, with a base URL and a token', async () => {
    const printed = await runs(`${CONNECT}
      const ctx = { _namespaces: ['package'] };
      const { _list: [file] } = await api.IafFileSvc.createFiles([{ _name: 'a.txt', _tags: ['x'] }], ctx);
      const page = await api.IafFileSvc.getFiles({ query: { _tags: 'x' } }, ctx, { _pageSize: 5 });
      const { _name } = await api.IafFileSvc.getFile(file._id, ctx);
      console.log(JSON.stringify([page._total, page._pageSize, page._list[0]._id === file._id, _name]));`);
    expect(JSON.parse(printed)).toEqual([1, 5, true, 'a.txt']);
  });

  it('has a README whose examples run, one after the other', async () => {
    await runs(`${CONNECT}
      const item = { _name: 'Rooms', _userType: 'rooms', _itemClass: 'NamedUserCollection' };
      await api.IafItemSvc.createNamedUserItems([item], { _namespaces: ['demo'] });`);
    await writeFile(join(folder, 'plan.pdf'), '%PDF-1.7');
    const blocks = fencedBlocks(await readFile(join(folder, PACKAGE, 'README.md'), 'utf8'));
    const examples = blocks.filter(({ language }) => language === 'js').map(({ text }) => text);
    expect(examples.length).toBeGreaterThan(2);
    const program = examples.join('\n').replace("'http://127.0.0.1:3000'", 'process.env.URL_OF_TOOLRACK');
    const printed = await runs(`${program}\nconsole.log(await response.text());`);
    expect(printed).toBe('404 NotFound There is no item with the id "no-such-id" that you may see.\n%PDF-1.7');
  });

  it('has every method of every service', async () => {
    const printed = await runs(`${CONNECT}
      const missing = platform.OPERATIONS.filter(({ service, id }) => typeof api[service][id] !== 'function');
      console.log(JSON.stringify([platform.OPERATIONS.length > 50, missing]));`);
    expect(JSON.parse(printed)).toEqual([true, []]);
  });

  it('throws what was refused as an error of its own', async () => {
    const printed = await runs(`${CONNECT}
      const told = [];
      const tell = (error) => told.push([error instanceof platform.PlatformApiError, error.status, error.code]);
      await api.IafFileSvc.getFile('absent', {}).catch(tell);
      await api.IafFileSvc.getFiles({}, {}).catch(tell);
      await api.IafFileSvc.getFiles({ query: { $where: '1' } }, { _namespaces: ['package'] }).catch(tell);
      const nowhere = platform.createPlatformApi({ baseUrl: 'http://127.0.0.1:1', token: 'x' });
      await nowhere.IafFileSvc.getFile('a', {}).catch(tell);
      const stranger = platform.createPlatformApi({ baseUrl: process.env.URL_OF_TOOLRACK, token: 'x' });
      await stranger.IafFileSvc.getFile('a', {}).catch(tell);
      console.log(JSON.stringify(told));`);
    expect(JSON.parse(printed)).toEqual([
      [true, 404, 'NotFound'],
      [true, 400, 'ValidationFailed'],
      [true, 400, 'ValidationFailed'],
      [true, 503, 'Unavailable'],
      [true, 401, 'Unauthenticated'],
    ]);
  });

  it('changes a thing only while it is as it was read', async () => {
    const printed = await runs(`${CONNECT}
      const ctx = { _namespaces: ['package'] };
      const item = { _name: 'Rooms', _userType: 'rooms', _itemClass: 'NamedUserCollection' };
      const { _list: [{ _id }] } = await api.IafItemSvc.createNamedUserItems([item], ctx);
      const ifMatch = platform.etagOf(await api.IafItemSvc.getNamedUserItem(_id, ctx));
      const changed = await api.IafItemSvc.patchNamedUserItem(_id, { _name: 'Halls' }, { ...ctx, ifMatch });
      const late = await api.IafItemSvc.deleteNamedUserItem(_id, { ...ctx, ifMatch }).catch(({ code }) => code);
      console.log(JSON.stringify([ifMatch, changed._name, platform.etagOf(changed) !== ifMatch, late]));`);
    expect(JSON.parse(printed)).toEqual([expect.stringMatching(/^".+"$/), 'Halls', true, 'PreconditionFailed']);
  });

  it('gives and takes away rights, which scripts cannot', async () => {
    const printed = await runs(`${CONNECT}
      const ctx = { _namespaces: ['package'] };
      const { _list: [file] } = await api.IafFileSvc.createFiles([{ _name: 'lent.txt' }], ctx);
      const { _list: [{ _id, _token: token }] } = await api.IafPassSvc.createAccessTokens(
        [{ _name: 'laptop', _userId: 'bea', _namespaces: ['package'] }], {});
      const bea = platform.createPlatformApi({ baseUrl: process.env.URL_OF_TOOLRACK, token });
      const read = () => bea.IafFileSvc.getFile(file._id, ctx).then(({ _name }) => _name, ({ code }) => code);
      const told = [await read()];
      const { _list: [grant] } = await api.IafPermission.createGrants(
        [{ _resource: file._irn, _actions: ['READ'], _grantee: { _userId: 'bea' } }], ctx);
      told.push(await read());
      await api.IafPermission.deleteGrant(grant._id, ctx);
      told.push(await read(), (await api.IafPassSvc.getAccessTokens({ _userId: 'bea' }, {}))._total);
      await api.IafPassSvc.deleteAccessToken(_id, {});
      told.push(await read());
      const source = 'async function methods(input, { PlatformApi }) { return Object.keys(PlatformApi.IafPassSvc); }';
      await api.IafItemSvc.createNamedUserItems(
        [{ _name: 'm', _userType: 'm', _itemClass: 'Script', _version: { _userData: source } }], ctx);
      const { _list: [{ _id: tool }] } = await api.IafAISvc.createMcpTools([{ _name: 'methods', _description: 'x',
        _schema: { type: 'object' }, _script: { _userType: 'm', _scriptName: 'methods' } }], ctx);
      const { content } = await api.IafAISvc.callMcpTool(tool, {}, ctx);
      const ofScripts = JSON.parse(content[0].text);
      console.log(JSON.stringify([told, ofScripts.includes('getUserGroups'), ofScripts.includes('createAccessTokens')]));`);
    expect(JSON.parse(printed)).toEqual([['NotFound', 'lent.txt', 'NotFound', 1, 'Unauthenticated'], true, false]);
  });

  it('puts contents of files and gets them, as bytes, texts and streams', async () => {
    const printed = await runs(`${CONNECT}
      const ctx = { _namespaces: ['package'] };
      const { _list: [{ _id }] } = await api.IafFileSvc.createFiles([{ _name: 'plan.bin' }], ctx);
      const bytes = Uint8Array.from({ length: 70_000 }, (_, index) => index % 251);
      const put = (content, options) => api.IafFileSvc.putFileContent(_id, content, ctx, options);
      const versions = [
        await put(bytes),
        await put('Grüße', { contentType: 'text/markdown' }),
        await put(new Blob([bytes]).stream(), { contentType: 'image/png' }),
      ].map(({ _fileVersion: { _version, _contentType, _size } }) => [_version, _contentType, _size]);
      const newest = await api.IafFileSvc.getFileContent(_id, ctx);
      const same = Buffer.compare(Buffer.from(await newest.arrayBuffer()), bytes) === 0;
      const text = await (await api.IafFileSvc.getFileContent(_id, ctx, { version: 2 })).text();
      const told = [];
      const tell = ({ code }) => told.push(code);
      await api.IafFileSvc.getFileContent(_id, ctx, { version: 9 }).catch(tell);
      await api.IafFileSvc.getFileContent(_id, ctx, { verison: 2 }).catch(tell);
      await api.IafFileSvc.putFileContent('absent', 'x', ctx).catch(tell);
      console.log(JSON.stringify([versions, same, newest.headers.get('content-type'), text, told]));`);
    expect(JSON.parse(printed)).toEqual([
      [
        [1, 'application/octet-stream', 70_000],
        [2, 'text/markdown', 7],
        [3, 'image/png', 70_000],
      ],
      true,
      'image/png',
      'Grüße',
      ['NotFound', 'ValidationFailed', 'NotFound'],
    ]);
  });

  it('shows a program that fails its own line, and not all of ours', async () => {
    const failed = runs(`${CONNECT}\nawait api.IafFileSvc.getFiles({ _name: 'a.txt' }, { _namespaces: ['package'] });`);
    const { stderr } = (await failed.catch((error: unknown) => error)) as { stderr: string };
    expect(stderr).toContain('the argument "criteria._name" does not exist; "criteria" may hold "query"');
    expect(stderr.length).toBeLessThan(4_000);
  });

  it('refuses a connection that can reach nothing', async () => {
    const printed = await runs(`
      const wrong = [{ baseUrl: 'tools.example.com', token: 'x' }, { baseUrl: 'file:///x', token: 'x' },
        { baseUrl: 'http://x/?a=b', token: 'x' }, { baseUrl: 'http://x', token: '' }];
      const names = wrong.map((connection) => {
        try { platform.createPlatformApi(connection); return 'taken'; } catch (error) { return error.name; }
      });
      console.log(JSON.stringify(names));`);
    expect(JSON.parse(printed)).toEqual(['TypeError', 'TypeError', 'TypeError', 'TypeError']);
  });

  it('tells TypeScript what methods take and answer', async () => {
    await writeFile(
      join(folder, 'program.ts'),
      `import { createPlatformApi, type JsonObject, type PlatformApi, PlatformApiError, type ProgramApi } from '@toolrack/platform-api';
      const api: ProgramApi = createPlatformApi({ baseUrl: 'http://127.0.0.1', token: 'x', timeoutMs: 1_000 });
      const ctx = { _namespaces: ['demo'] };
      const files: ProgramApi['IafFileSvc'] & PlatformApi['IafFileSvc'] = api.IafFileSvc;
      const query: JsonObject = { _name: 'a' };
      const { _total, _list } = await files.getFiles({ query }, ctx, { _pageSize: 5 });
      const names: string[] = _list.map(({ _name }) => _name);
      console.log(_total + 1, names, await api.IafItemSvc.getNamedUserItems({}, ctx));
      const [record] = (await api.IafItemSvc.getRelatedItems('c', {}, ctx))._list;
      const height: unknown = record?.height;
      const [item] = (await api.IafItemSvc.getNamedUserItems({}, ctx, { project: { _name: 1 } }))._list;
      const maybe: string | undefined = item?._userType;
      const { content } = await api.IafAISvc.callMcpTool('t', {}, { ...ctx, signal: AbortSignal.timeout(5) });
      console.log(height, maybe, content[0]?.text);
      // @ts-expect-error: what a projection may leave out may be undefined
      const left: string = item!._userType;
      console.log(left);
      const { _tipVersion } = await files.putFileContent('f', new Uint8Array(3), ctx, { contentType: 'text/plain' });
      const bytes: ArrayBuffer = await (await files.getFileContent('f', ctx, { version: _tipVersion })).arrayBuffer();
      console.log(bytes.byteLength);
      const shared: PlatformApi = api;
      await api.IafPermission.deleteGrant('g', ctx);
      // @ts-expect-error: only programs have what opens doors
      await shared.IafPermission.deleteGrant('g', ctx);
      // @ts-expect-error: there is no such method
      await files.getFolder('x', ctx);
      // @ts-expect-error: ids are texts
      await files.getFile(7, ctx);
      // @ts-expect-error: a number is no text
      const wrong: string = _total;
      // @ts-expect-error: a connection needs a token
      createPlatformApi({ baseUrl: 'http://127.0.0.1' });
      console.log(wrong, new PlatformApiError({ status: 404, code: 'NotFound', detail: 'x' }).errors);`,
    );
    const compilerOptions = {
      noEmit: true,
      strict: true,
      exactOptionalPropertyTypes: true,
      module: 'nodenext',
      target: 'es2024',
      lib: ['es2024', 'dom'],
      types: [],
    };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['program.ts'] }));
    const checked = execute(process.execPath, [resolve('node_modules/typescript/bin/tsc')], { cwd: folder });
    expect(await checked.catch((error: unknown) => error)).toMatchObject({ stdout: '' });
  }, 60_000);
});
