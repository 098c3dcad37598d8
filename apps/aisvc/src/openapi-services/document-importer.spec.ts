import { gunzipSync } from 'node:zlib';
import { DocumentImporter } from './document-importer.js';
import { importInThread, type ImportTask } from './import-thread.js';

let importer: DocumentImporter;
beforeEach(() => {
  importer = new DocumentImporter();
});
afterEach(() => {
  importer.onApplicationShutdown();
});

const DOCUMENT = JSON.stringify({
  openapi: '3.1.0',
  info: { title: 'A' },
  servers: [{ url: 'https://a.test' }],
  paths: { '/x': { get: {} } },
});
const task = (text: string): ImportTask => ({ source: { text }, options: { serviceName: 'S', hasSecret: false } });
/** Each alias looks for its anchor among all that stand before it. */
const SLOW = `a: [${'&a b, *a, '.repeat(9_000)}]`;
/** Small pieces that the parser makes large. */
const HEAVY = `a: [${'{b: c}, '.repeat(100_000)}]`;
const FEW = { cpuMs: 30_000, wallMs: 60_000, heapMb: 768 };

describe('the import of a document', () => {
  it('gives what is stored, and reads that again', async () => {
    const answer = await importer.import(task(DOCUMENT), 'demo');
    if (answer.kind !== 'imported') throw new Error(answer.message);
    const { imported } = answer;
    expect(imported).toMatchObject({
      toolNames: ['get_x_S'],
      operationKeys: ['GET /x'],
      documentBytes: DOCUMENT.length,
    });
    expect(gunzipSync(imported.packedDocument).toString()).toBe(DOCUMENT);
    expect(JSON.parse(gunzipSync(imported.packedOperations).toString())).toMatchObject([{ toolName: 'get_x_S' }]);
    const again = await importer.import({ ...task(''), source: { packed: imported.packedDocument } }, 'demo');
    expect(again).toMatchObject({ kind: 'imported', imported: { toolNames: ['get_x_S'] } });
  });

  it('names what is wrong', async () => {
    expect(await importer.import(task('{}'), 'demo')).toMatchObject({ kind: 'refused', path: '_document.openapi' });
  });

  it('keeps this thread free, and other namespaces', async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 10);
    const order: string[] = [];
    await Promise.all([
      importer.import(task(SLOW), 'slow').then(() => order.push('slow')),
      importer.import(task(SLOW), 'slow').then(() => order.push('slow')),
      importer.import(task(DOCUMENT), 'quiet').then(() => order.push('quiet')),
    ]);
    clearInterval(timer);
    expect(order).toEqual(['quiet', 'slow', 'slow']);
    expect(turns).toBeGreaterThan(20);
  });

  it.each([
    ['CPU time', SLOW, { cpuMs: 300 }, 'takes longer than 300 ms of CPU time to read'],
    ['time', SLOW, { wallMs: 300 }, 'takes longer than 300 ms to read'],
    ['memory', HEAVY, { heapMb: 64 }, 'needs more memory to read than a document may'],
  ])('refuses a document that takes too much %s', async (...[_, text, limits, message]) => {
    const answer = await importInThread(task(text), new AbortController().signal, { ...FEW, ...limits });
    expect(answer).toMatchObject({ kind: 'refused', path: '_document', message });
  });

  it('ends with the process', async () => {
    const importing = expect(importer.import(task(SLOW), 'demo')).rejects.toMatchObject({ code: 'Unavailable' });
    await new Promise((resolve) => setTimeout(resolve, 200));
    importer.onApplicationShutdown();
    await importing;
    await expect(importer.import(task(DOCUMENT), 'demo')).rejects.toMatchObject({ code: 'Unavailable' });
  });
});
