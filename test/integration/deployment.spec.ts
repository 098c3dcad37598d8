/**
 * What is shipped for running Toolrack as separate services, as far as it can be held to account without a container
 * engine: by the Compose Specification's schema, a Dockerfile linter, nginx itself, and the services' own configuration.
 * That the services work together in this arrangement is shown end to end.
 */
import { execFile } from 'node:child_process';
import { createServer, request, type Server } from 'node:http';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { DiagnosticSeverity } from 'vscode-languageserver-types';
import { validate } from 'dockerfile-utils';
import {
  AccessConfig,
  CONFIG_CLASSES,
  FetchConfig,
  HttpConfig,
  RunConfig,
  ServicesConfig,
  StoreConfig,
} from '#libs/config';
import { type ComposeService, readCompose } from '../support/compose.ts';
import { readStages } from '../support/dockerfile.ts';
import { type Gateway, gatewayFolder, nginxArguments, startGateway } from '../support/gateway.ts';
import { type LocalProcess, startLocalProcess } from '../support/local-process.ts';
import { rest } from '../support/product.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { readyAt, startServerProcess } from '../support/server-process.ts';
import { freePort } from '#libs/testing';

const execute = promisify(execFile);
const SECRETS = { ADMIN_TOKEN: 'admin-token-of-the-tests', SERVICE_KEY: 'service-key-of-the-tests-0123456789abcdef' };
const BUILT = ['aisvc', 'itemsvc', 'scriptworker'] as const;

const compose = readCompose(SECRETS);
const service = (name: string): ComposeService => compose.services[name]!;
const servicesIn = (network: string): string[] =>
  Object.keys(compose.services).filter((name) => service(name).networks.includes(network));

describe('docker-compose.yml', () => {
  it('is valid by the schema of the Compose Specification and by its linter', async () => {
    // Keys stand here in the order in which they are read.
    const rules = ['service-keys-order', 'top-level-properties-order'].flatMap((rule) => ['--disable-rule', rule]);
    const linter = ['node_modules/dclint/bin/dclint.cjs', 'docker-compose.yml', '--max-warnings', '0', ...rules];
    const { stdout, stderr } = await execute(process.execPath, linter);
    expect([stdout.trim(), stderr]).toEqual(['', '']);
  });

  it('is refused by the same linter when it is wrong', async () => {
    const wrong = ['node_modules/dclint/bin/dclint.cjs', 'test/integration/fixtures/wrong-compose.yml'];
    await expect(execute(process.execPath, wrong)).rejects.toMatchObject({
      stdout: expect.stringContaining('invalid-schema'),
    });
  });

  it.each(Object.keys(SECRETS))('refuses to start without %s', (name) => {
    expect(() => readCompose({ ...SECRETS, [name]: '' })).toThrow(`${name}: Set ${name} to a secret`);
  });

  it('holds no secret', async () => {
    const files = await Promise.all(['docker-compose.yml', 'Dockerfile'].map((path) => readFile(path, 'utf8')));
    expect(files.join('\n')).not.toMatch(/^(?!#) *(?:ENV )?\w*(?:TOKEN|KEY|SECRET|PASSWORD)\w*[:=] *(?!\$\{)\S/m);
  });

  it.each(BUILT)('gives %s only variables that the configuration knows, with values that it takes', (name) => {
    const known = new Set(CONFIG_CLASSES.flatMap(({ variables }) => variables.map((variable) => variable.name)));
    const { NODE_ENV, ...environment } = service(name).environment;
    expect(NODE_ENV).toBe('production');
    expect(Object.keys(environment).filter((variable) => !known.has(variable))).toEqual([]);
    for (const Config of CONFIG_CLASSES) expect(() => new Config(environment)).not.toThrow();
    expect(new HttpConfig(environment)).toMatchObject({ host: '0.0.0.0', port: 3000 });
  });

  it.each(['aisvc', 'itemsvc'])('gives %s its stores, secrets and peers', (name) => {
    const { environment } = service(name);
    expect(new StoreConfig(environment)).toMatchObject({
      mongodbUri: 'mongodb://mongodb:27017/toolrack',
      redisUrl: 'redis://redis:6379',
    });
    expect(new AccessConfig(environment)).toMatchObject({
      adminToken: SECRETS.ADMIN_TOKEN,
      serviceKey: SECRETS.SERVICE_KEY,
    });
    expect(new ServicesConfig(environment)).toMatchObject({
      aisvcUrl: 'http://aisvc:3000',
      itemsvcUrl: 'http://itemsvc:3000',
    });
  });

  it('gives the key of secrets to the item service alone, and the rules of fetches to those that keep them', () => {
    const set = { SECRETS_KEY: 'the-key-of-secrets-in-these-tests-is-long', FETCH_PRIVATE_HOSTS: 'wiki.internal' };
    const { services } = readCompose({ ...SECRETS, ...set, FETCH_REDIRECTS: '2' });
    const holders = Object.entries(services).filter(([, { environment }]) =>
      Object.values(environment).includes(set.SECRETS_KEY),
    );
    expect(holders.map(([name]) => name)).toEqual(['itemsvc']);
    for (const name of ['itemsvc', 'scriptworker']) {
      expect(new FetchConfig(services[name]!.environment).privateHosts).toEqual(['wiki.internal']);
    }
    expect(new FetchConfig(services.scriptworker!.environment).redirects).toBe(2);
  });

  it('gives the script worker neither the admin token nor MongoDB', () => {
    const { environment, networks } = service('scriptworker');
    expect(Object.keys(environment)).not.toContain('ADMIN_TOKEN');
    expect(Object.keys(environment)).not.toContain('MONGODB_URI');
    expect(networks.filter((network) => service('mongodb').networks.includes(network))).toEqual([]);
  });

  it('passes on what is set for the services', () => {
    const set = { ALLOWED_HOSTS: 'tools.example', ALLOWED_ORIGINS: 'app.example', MAX_FILE_BYTES: '2048' };
    const { services } = readCompose({ ...SECRETS, ...set, RUN_WALL_MS: '5000' });
    expect(new HttpConfig(services.aisvc!.environment)).toMatchObject({
      allowedHosts: ['tools.example'],
      allowedOrigins: ['app.example'],
    });
    expect(services.itemsvc!.environment.MAX_FILE_BYTES).toBe('2048');
    expect(services.gateway!.environment.GATEWAY_MAX_FILE_BYTES).toBe('2048');
    for (const name of ['aisvc', 'scriptworker']) {
      expect(new RunConfig(services[name]!.environment)).toMatchObject({ wallMs: 5000 });
    }
  });

  it('gives the worker memory for all the sandbox children that it may have', () => {
    const { environment, mem_limit: limit } = service('scriptworker');
    const { maxChildren, childRssBytes, workerConcurrency } = new RunConfig(environment);
    expect(limit).toBe('4g');
    expect(maxChildren * childRssBytes).toBeLessThanOrEqual(3 * 1024 ** 3);
    expect(workerConcurrency).toBeLessThanOrEqual(maxChildren);
  });

  it('lets only the gateway be reached, on the loopback interface', () => {
    const published = Object.entries(compose.services).filter(([, { ports }]) => ports.length > 0);
    expect(published.map(([name, { ports }]) => [name, ports])).toEqual([['gateway', ['127.0.0.1:8080:8080']]]);
    expect(readCompose({ ...SECRETS, PORT: '9000' }).services.gateway!.ports).toEqual(['127.0.0.1:9000:8080']);
    const open = Object.entries(compose.networks).filter(([, network]) => network?.internal !== true);
    expect(open.map(([name]) => name)).toEqual(['edge', 'outside']);
    expect(servicesIn('edge')).toEqual(['gateway']);
    expect(servicesIn('outside')).toEqual(['scriptworker']);
  });

  it.each(Object.keys(compose.services))('confines %s and watches over it', (name) => {
    const confined = service(name);
    expect(confined).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      restart: 'unless-stopped',
      mem_limit: expect.any(String),
      pids_limit: expect.any(Number),
    });
    expect(confined.user).toMatch(/^(?!root$|0)\w+$/);
    expect(confined.tmpfs.some((mount) => /^\/tmp(?:$|:)/.test(mount))).toBe(true);
    expect(confined.healthcheck.length).toBeGreaterThan(0);
    expect(confined.container_name).toBeUndefined();
  });

  it('waits for what a service needs until that is healthy', () => {
    const waits = Object.values(compose.services).flatMap(({ depends_on: needs }) => Object.entries(needs));
    expect(
      waits.filter(([name, { condition }]) => !(name in compose.services) || condition !== 'service_healthy'),
    ).toEqual([]);
  });

  it.each(BUILT)('gives %s longer to stop than it takes at most', (name) => {
    const { stop_grace_period: grace, environment } = service(name);
    expect(Number(/^(\d+)s$/.exec(grace ?? '')?.[1]) * 1000).toBeGreaterThan(new HttpConfig(environment).shutdownMs);
  });
});

describe('Dockerfile', () => {
  it('has no fault that its linter knows', async () => {
    const faults = validate(await readFile('Dockerfile', 'utf8'));
    expect(faults.filter(({ severity }) => severity === DiagnosticSeverity.Error)).toEqual([]);
    expect(faults.map(({ message }) => message)).toEqual([]);
  });

  it.each(BUILT)('runs %s by an entry point that the build makes', (name) => {
    const stage = readStages().get(service(name).build!.target)!;
    expect(stage).toMatchObject({ command: ['node', `dist/apps/${name}/src/main.js`], user: 'node' });
    expect(existsSync(stage.command[1]!)).toBe(true);
  });

  it('is built on the Node version that the project has', async () => {
    const version = (await readFile('.node-version', 'utf8')).trim();
    for (const stage of readStages().values()) expect(stage.image).toMatch(new RegExp(`^node:${version}-`));
    expect(process.versions.node.split('.')[0]).toBe(version);
  });

  it('takes everything that it copies from what .dockerignore lets through', async () => {
    const allowed = (await readFile('.dockerignore', 'utf8'))
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    const copied = [...(await readFile('Dockerfile', 'utf8')).matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(
      ([, sources]) => sources!.split(' '),
    );
    expect(copied.length).toBeGreaterThan(0);
    expect(copied.filter((source) => !allowed.includes(source) || !existsSync(source))).toEqual([]);
  });
});

describe('the script worker of the deployment', () => {
  it('starts by its command and variables, and passes its own health check', async () => {
    await using started = new AsyncDisposableStack();
    const redis = await startRedisServer();
    started.defer(() => redis.stop());
    const port = String(await freePort());
    const { command, environment, healthcheck } = service('scriptworker');
    const here = { ...environment, REDIS_URL: redis.url, HOST: '127.0.0.1', PORT: port, LOG_LEVEL: 'warn' };
    const check = () => execute(process.execPath, healthcheck.slice(1), { env: here });
    await expect(check()).rejects.toMatchObject({ code: 1 });
    const worker = await startServerProcess({
      command: process.execPath,
      args: command.slice(1),
      environment: here,
      ready: () => readyAt(`http://127.0.0.1:${port}`),
    });
    started.defer(() => worker.stop());
    await expect(check()).resolves.toMatchObject({ stderr: '' });
    await worker.stop();
    expect(worker.child.exitCode).toBe(0);
  });
});

describe('the gateway', () => {
  let local: LocalProcess;
  let itemsvc: Server;
  let gateway: Gateway;
  const seen: { url: string; host: string | undefined; firstChunk: string }[] = [];

  beforeAll(async () => {
    local = await startLocalProcess({ environment: { ALLOWED_HOSTS: 'tools.example,127.0.0.1' } });
    itemsvc = createServer((incoming, response) => {
      incoming.once('data', (chunk: Buffer) => {
        seen.push({ url: incoming.url ?? '', host: incoming.headers.host, firstChunk: chunk.toString() });
        // The answer comes while the body is still under way.
        response.write('got it;');
      });
      incoming.once('end', () => response.end('got all'));
    });
    await new Promise<void>((resolve) => itemsvc.listen(0, '127.0.0.1', resolve));
    const address = itemsvc.address() as { port: number };
    const itemsvcUrl = `http://127.0.0.1:${address.port}`;
    gateway = await startGateway({ aisvcUrl: local.url, itemsvcUrl, maxFileBytes: 1000 });
  });

  afterAll(async () => {
    await gateway.stop();
    itemsvc.closeAllConnections();
    itemsvc.close();
    await local.stop();
  });

  it('is accepted by nginx with the variables of docker-compose.yml', async () => {
    const { environment } = service('gateway');
    const names = new Set(
      [...(await readFile('deploy/gateway/default.conf.template', 'utf8')).matchAll(/\$\{(\w+)\}/g)].map(
        ([, name]) => name,
      ),
    );
    const given = Object.keys(environment).filter((name) => new RegExp(environment.NGINX_ENVSUBST_FILTER!).test(name));
    expect(given.sort()).toEqual([...names].sort());
    const folder = await gatewayFolder(environment);
    await expect(execute('nginx', ['-t', ...nginxArguments(folder)])).resolves.toMatchObject({
      stderr: expect.stringContaining('test is successful'),
    });
    await rm(folder, { recursive: true });
  });

  it('serves the AI service, with the Host that the client sent', async () => {
    const product = { url: gateway.url, token: local.token };
    expect(await rest(product, '/aisvc/api/v1/mcp-tools?nsfilter=demo')).toMatchObject({ status: 200 });
    const mcp = '/aisvc/api/v1/stateless/mcp/tools?nsfilter=demo';
    const ping = { body: { jsonrpc: '2.0', id: 1, method: 'ping' } };
    const accept = 'application/json, text/event-stream';
    expect(await rest(product, mcp, { ...ping, headers: { accept } })).toMatchObject({ status: 200 });
    expect(await status(gateway.url + mcp, 'evil.example')).toBe(403);
    expect(await status(gateway.url + mcp, 'tools.example')).not.toBe(403);
  });

  it('serves the documentation of each service', async () => {
    const page = await fetch(`${gateway.url}/aisvc/docs`);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')]);
    const document = await fetch(`${gateway.url}/aisvc/docs/openapi.json`);
    expect(await document.json()).toMatchObject({ openapi: '3.1.0' });
  });

  it('has a way to every path that a service has', async () => {
    const { paths } = (await rest(local, '/docs/openapi.json')).body;
    const prefixes = new Set(Object.keys(paths).map((path) => path.split('/')[1]!));
    expect([...prefixes].sort()).toEqual(expect.arrayContaining(['aisvc', 'filesvc', 'itemsvc', 'passportsvc']));
    for (const prefix of prefixes) {
      const answer = await fetch(`${gateway.url}/${prefix}/api/v1/anything`, { method: 'PUT', body: prefix });
      // The item service of this test answers to all that reaches it.
      expect([prefix, answer.status]).toEqual([prefix, prefix === 'aisvc' ? 401 : 200]);
      await answer.text();
    }
  });

  it('streams a file to the item service while the client still sends it', async () => {
    const body = new TransformStream<string, Uint8Array>({
      transform(text, controller) {
        controller.enqueue(Buffer.from(text));
      },
    });
    const writer = body.writable.getWriter();
    const answer = fetch(`${gateway.url}/filesvc/api/v1/files/x/content`, {
      method: 'PUT',
      body: body.readable,
      duplex: 'half',
    });
    await writer.write('first part');
    const response = await answer;
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    expect(await reader.read()).toMatchObject({ value: 'got it;' });
    expect(seen.at(-1)).toMatchObject({
      url: '/filesvc/api/v1/files/x/content',
      host: new URL(gateway.url).host,
      firstChunk: 'first part',
    });
    await writer.close();
    expect(await reader.read()).toMatchObject({ value: 'got all' });
  });

  it('refuses a body above the limit, and paths that no service has, as the services do', async () => {
    const large = await fetch(`${gateway.url}/filesvc/api/v1/files`, { method: 'POST', body: 'x'.repeat(1001) });
    expect([large.status, await large.json()]).toMatchObject([413, { code: 'PayloadTooLarge', errors: [] }]);
    const unknown = await fetch(`${gateway.url}/metrics`);
    expect([unknown.status, await unknown.json()]).toMatchObject([404, { code: 'NotFound' }]);
  });

  it('says that a service is away', async () => {
    const alone = await startGateway({ aisvcUrl: `http://127.0.0.1:${await freePort()}`, itemsvcUrl: local.url });
    await using started = new AsyncDisposableStack();
    started.defer(() => alone.stop());
    const answer = await fetch(`${alone.url}/aisvc/api/v1/mcp-tools`);
    expect([answer.status, answer.headers.get('retry-after'), await answer.json()]).toMatchObject([
      503,
      '5',
      { code: 'Unavailable', correlationId: expect.stringMatching(/^\w+$/) },
    ]);
  });
});

/** Status of a ping with a Host of one's own, which `fetch` does not let a caller choose. */
function status(url: string, host: string): Promise<number> {
  const headers = { host, authorization: `Bearer ${SECRETS.ADMIN_TOKEN}`, 'content-type': 'application/json' };
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.once('error', reject);
    sent.end('{"jsonrpc":"2.0","id":1,"method":"ping"}');
  });
}
