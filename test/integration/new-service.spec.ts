/**
 * What it takes to add a service: a controller whose methods have operation ids and name a service. This one is written
 * here and thrown away; everything else is the product's own.
 */
import { rm } from 'node:fs/promises';
import { Body, Controller, Delete, Get, Module, Param, Post, Query } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { z } from 'zod';
import { AisvcModule } from '#apps/aisvc';
import { AdminToken, Authenticator, RunTokens } from '#libs/access';
import { LocalChangeFeed } from '#libs/change-feed';
import { pageSchema } from '#libs/contracts';
import { type EmbeddedMongo, startEmbeddedMongo } from '#libs/embedded-mongo';
import { httpTransport, type PlatformOperation, platformServices, type PlatformServices } from '#libs/platform-api';
import { RunTracking } from '#libs/script-runner';
import { createLogger } from '#libs/telemetry';
import {
  createHttpApp,
  idSchema,
  jsonParameter,
  nsfilterSchema,
  Operation,
  pageParameters,
  RuntimeModule,
  StoreModule,
} from '#libs/service-kit';
import { documentOf, unusedRuntime } from '../../tools/generate/openapi.ts';
import { platformOperations } from '../../tools/generate/platform-operations.ts';
import { platformTypes } from '../../tools/generate/platform-types.ts';
import { newDataDir } from '../support/local-process.ts';
import { ADMIN_TOKEN, type Product, rest } from '../support/product.ts';
import { filter, FILTERS, store, TOOLS, within } from './support/api.ts';
import { callTool, listTools, textOf } from './support/mcp.ts';

const SERVICE = 'IafPlantSvc';
const plantSchema = z.object({ _id: z.string(), _name: z.string().describe('Name in Latin') });
const listQuerySchema = z.strictObject({
  nsfilter: nsfilterSchema,
  query: jsonParameter({ type: 'object', description: 'Conditions by field', examples: [{ _name: 'Rosa' }] }),
  ...pageParameters,
});
const PLANTS = Array.from({ length: 45 }, (_, index) => ({ _id: String(index), _name: `Rosa ${String(index)}` }));

@Controller('plantsvc/api/v1')
class PlantsController {
  @Get('plants')
  @Operation({
    id: 'getPlants',
    title: 'List plants',
    description: 'Lists plants.',
    response: pageSchema(plantSchema),
    platform: {
      service: SERVICE,
      access: 'READ',
      arguments: [
        { name: 'criteria', members: ['query'] },
        'ctx',
        { name: 'options', members: ['_offset', '_pageSize'] },
      ],
    },
  })
  list(@Query({ schema: listQuerySchema }) { _offset = 0, _pageSize = 50, query }: z.infer<typeof listQuerySchema>) {
    const found = PLANTS.filter(({ _name }) => query === undefined || JSON.parse(query)._name === _name);
    return { _offset, _pageSize, _total: found.length, _list: found.slice(_offset, _offset + _pageSize) };
  }

  @Get('plants/:id')
  @Operation({
    id: 'getPlant',
    title: 'Get a plant',
    description: 'Answers with one plant.',
    response: plantSchema,
    platform: { service: SERVICE, access: 'READ', arguments: ['id', 'ctx'] },
  })
  get(@Param({ schema: idSchema }) { id }: { id: string }) {
    return PLANTS.find(({ _id }) => _id === id);
  }

  @Post('plants')
  @Operation({
    id: 'createPlant',
    title: 'Create a plant',
    description: 'Stores a plant.',
    status: 201,
    response: plantSchema,
    platform: { service: SERVICE, access: 'CREATE', arguments: ['body', 'ctx'] },
  })
  create(@Body({ schema: plantSchema }) plant: z.infer<typeof plantSchema>) {
    return plant;
  }

  @Get('keys')
  @Operation({
    id: 'getKeys',
    title: 'List keys',
    description: 'Lists keys of the greenhouse.',
    response: pageSchema(plantSchema),
    platform: { service: SERVICE, access: 'READ', arguments: ['ctx'], audience: 'programs' },
  })
  keys() {
    return { _offset: 0, _pageSize: 50, _total: 0, _list: [] };
  }

  @Delete('plants/:id')
  @Operation({ id: 'deletePlant', title: 'Delete a plant', description: 'For REST alone.', status: 204 })
  delete(@Param({ schema: idSchema }) _params: { id: string }): void {
    // Nothing is kept.
  }
}

@Module({ controllers: [PlantsController] })
class PlantsModule {}

let operations: PlatformOperation[];
let forPrograms: PlatformOperation[];
let mongo: EmbeddedMongo;
let dataDir: string;
let app: NestFastifyApplication;
let product: Product;
let api: PlatformServices;

beforeAll(async () => {
  ({ shared: operations, forPrograms } = platformOperations([await documentOf([PlantsModule], 'Plants')]));
  dataDir = await newDataDir();
  mongo = await startEmbeddedMongo({ dataDir });
  const runTokens = new RunTokens('k'.repeat(32));
  const baseUrl = { url: '' };
  const transport = httpTransport({
    get baseUrl() {
      return baseUrl.url;
    },
  });
  const changeFeed = new LocalChangeFeed();
  const runtime = {
    ...unusedRuntime,
    logger: createLogger({ service: 'spec', level: 'error' }),
    changeFeed,
    authenticator: new Authenticator([runTokens, new AdminToken(ADMIN_TOKEN)], changeFeed),
    runTokens,
    transport,
  };
  app = await createHttpApp({
    imports: [
      RuntimeModule.forRoot(runtime),
      StoreModule.forRoot(mongo.uri),
      PlantsModule,
      AisvcModule.forRoot({
        runner: { run: () => Promise.reject(new Error('No script runs here.')), close: () => Promise.resolve() },
        tracking: new RunTracking({ ...runtime, recordsMs: 0 }),
        health: () => Promise.resolve(),
        operations,
      }),
    ],
    title: 'Plants',
    runtime,
  });
  await app.listen(0, '127.0.0.1');
  baseUrl.url = await app.getUrl();
  product = { url: baseUrl.url, token: ADMIN_TOKEN, stop: () => app.close() };
  api = platformServices(operations, { transport, token: ADMIN_TOKEN });
  // A namespace is there once something is stored in it.
  await store(product, within('demo', FILTERS), [filter('roses', { _name: `getPlant_${SERVICE}` })]);
});
afterAll(async () => {
  await app.close();
  await mongo.close();
  await rm(dataDir, { recursive: true, force: true });
});

const DEMO = 'nsfilter=demo';
const ctx = { _namespaces: ['demo'] };

describe('a controller whose methods have operation ids and a service name', () => {
  it('has methods in the platform API, with positions, types and encodings', async () => {
    expect(Object.keys(api)).toEqual([SERVICE]);
    expect(Object.keys(api[SERVICE]!).sort()).toEqual(['createPlant', 'getPlant', 'getPlants']);
    await expect(api[SERVICE]!.getPlant!('7', ctx)).resolves.toEqual(PLANTS[7]);
    await expect(api[SERVICE]!.createPlant!(PLANTS[1], ctx)).resolves.toEqual(PLANTS[1]);
    const found = api[SERVICE]!.getPlants!({ query: { _name: 'Rosa 3' } }, ctx, { _pageSize: 2 });
    await expect(found).resolves.toEqual({ _offset: 0, _pageSize: 2, _total: 1, _list: [PLANTS[3]] });
  });

  it('is typed for TypeScript', () => {
    const types = platformTypes(operations);
    expect(types).toContain(`export interface ${SERVICE} {`);
    expect(types).toContain('getPlant(id: string, ctx: PlatformContext): Promise<{ _id: string; _name: string; }>');
  });

  it('keeps for programs what it says is theirs', () => {
    expect(forPrograms.map(({ id }) => id)).toEqual(['getKeys']);
    expect(operations.map(({ id }) => id)).not.toContain('getKeys');
    expect(platformTypes(forPrograms, 'ForPrograms')).toContain(`export interface ${SERVICE}ForPrograms {`);
  });

  it('has system tools for what reads, and for nothing else', async () => {
    const tools = await listTools(product, DEMO);
    expect(tools.map(({ name }) => name)).toEqual([`getPlant_${SERVICE}`, `getPlants_${SERVICE}`]);
    expect(tools[0]).toEqual({
      name: `getPlant_${SERVICE}`,
      title: 'Get a plant',
      description: 'Answers with one plant.',
      inputSchema: {
        type: 'object',
        properties: { id: expect.objectContaining({ type: 'string' }) },
        required: ['id'],
        additionalProperties: false,
      },
      outputSchema: {
        type: 'object',
        properties: { _id: { type: 'string' }, _name: { type: 'string', description: 'Name in Latin' } },
        required: ['_id', '_name'],
        additionalProperties: false,
      },
      annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    });
    expect(tools[1].inputSchema.properties.query).toMatchObject({ type: 'object', examples: [{ _name: 'Rosa' }] });
  });

  it('is called through MCP, page by page', async () => {
    const one = await callTool(product, DEMO, { name: `getPlant_${SERVICE}`, arguments: { id: '5' } });
    expect(one.result.structuredContent).toEqual(PLANTS[5]);
    const seen: unknown[] = [];
    for (let args: object | undefined = {}; args !== undefined;) {
      const { result } = await callTool(product, DEMO, { name: `getPlants_${SERVICE}`, arguments: args });
      seen.push(...result.structuredContent._list);
      expect(result.structuredContent._list.length).toBeLessThanOrEqual(20);
      args = result.structuredContent._next;
    }
    expect(seen).toEqual(PLANTS);
    const wrong = await callTool(product, DEMO, { name: `getPlants_${SERVICE}`, arguments: { color: 'red' } });
    expect(wrong.result.isError).toBe(true);
    expect(textOf(wrong)).toContain('color');
  });

  it('takes its names: no tool of a user may have them', async () => {
    const body = [
      { _name: `getPlants_${SERVICE}`, _description: 'x', _schema: { type: 'object' }, _script: script('answer') },
    ];
    const answer = await rest(product, within('demo', TOOLS), { body });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: '[0]._name' }] } });
  });

  it('stops the generator when an argument is no parameter, by name', async () => {
    @Controller('plantsvc/api/v1')
    class WrongController {
      @Get('plants/:id')
      @Operation({
        id: 'getPlant',
        title: 'Get a plant',
        description: 'Answers with one plant.',
        response: plantSchema,
        platform: { service: SERVICE, access: 'READ', arguments: ['name', 'ctx'] },
      })
      get(@Param({ schema: idSchema }) _params: { id: string }): void {
        // Never called.
      }
    }
    class WrongModule {}
    Module({ controllers: [WrongController] })(WrongModule);
    const document = await documentOf([WrongModule], 'Wrong');
    expect(() => platformOperations([document])).toThrow(
      /getPlant: the argument "name" is no parameter\ngetPlant: no argument gives the required parameter "id"/,
    );
  });
});

function script(_scriptName: string) {
  return { _userType: 'scripts', _scriptName };
}
