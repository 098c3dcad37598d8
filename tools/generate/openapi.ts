import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { Authenticator, RunTokens } from '#libs/access';
import { LocalChangeFeed } from '#libs/change-feed';
import { steadyClock } from '#libs/clock';
import { HttpConfig, RunConfig } from '#libs/config';
import { httpTransport } from '#libs/platform-api';
import { openApiDocument, RuntimeModule, type ServiceRuntime, StoreModule } from '#libs/service-kit';
import { createLogger } from '#libs/telemetry';

const changeFeed = new LocalChangeFeed();

/** Enough of a runtime for Nest to see that everything fits together; none of it is used. */
export const unusedRuntime: ServiceRuntime = {
  logger: createLogger({ service: 'generate', level: 'silent' }),
  http: new HttpConfig({}),
  runs: new RunConfig({}),
  clock: steadyClock,
  changeFeed,
  authenticator: new Authenticator([], changeFeed),
  runTokens: new RunTokens('unused'),
  transport: httpTransport({ baseUrl: 'http://unused' }),
};

/** The OpenAPI document of services, made from their controllers alone: nothing is started or connected. */
export async function documentOf(modules: readonly (Type | DynamicModule)[], title: string): Promise<OpenAPIObject> {
  class Documented {}
  Module({ imports: [RuntimeModule.forRoot(unusedRuntime), StoreModule.forRoot('mongodb://unused'), ...modules] })(
    Documented,
  );
  const options = { preview: true, logger: false, abortOnError: false } as const;
  const app = await NestFactory.create(Documented, new FastifyAdapter(), options);
  return openApiDocument(app, title);
}
