import { randomUUID } from 'node:crypto';
import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { NestLogger } from '#libs/telemetry';
import { installBodyParser } from './body-parser.js';
import { openApiDocument } from './openapi.js';
import { answerFrameworkError, ProblemFilter } from './problem.filter.js';
import { ETagInterceptor } from './revision.js';
import type { ServiceRuntime } from './runtime.js';
import { validationPipe } from './validation.js';

export interface HttpAppOptions {
  imports: readonly (Type | DynamicModule)[];
  title: string;
  runtime: ServiceRuntime;
}

/** Room for a URL whose parameters hold JSON text. */
const MAX_HEADER_BYTES = 64 * 1024;
/** In the URL; how long an id may be is for the routes to say. */
const MAX_PATH_PARAMETER = 2_000;

/** The time that a whole request may take to arrive, a file's content included. */
const REQUEST_TIMEOUT_MS = 10 * 60_000;

/** A service as it answers HTTP: every application of the product is made here, so that all of them behave alike. */
export async function createHttpApp({ imports, title, runtime }: HttpAppOptions): Promise<NestFastifyApplication> {
  class HttpApp {}
  Module({ imports: [...imports] })(HttpApp);
  const adapter = new FastifyAdapter({
    genReqId: () => randomUUID(),
    forceCloseConnections: 'idle',
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: { maxHeaderSize: MAX_HEADER_BYTES },
    routerOptions: { maxParamLength: MAX_PATH_PARAMETER },
    frameworkErrors: (error: Error, _request: FastifyRequest, reply: FastifyReply) => {
      answerFrameworkError(error, reply);
    },
    // A file's content may be larger; its route reads the stream itself and keeps its own limit.
    bodyLimit: Math.max(runtime.http.maxBodyBytes, runtime.http.maxFileBytes),
  });
  const app = await NestFactory.create<NestFastifyApplication>(HttpApp, adapter, {
    bodyParser: false,
    logger: new NestLogger(runtime.logger),
    abortOnError: false,
  });
  installBodyParser(adapter.getInstance(), runtime.authenticator, runtime.http.maxBodyBytes);
  app.useGlobalFilters(new ProblemFilter(runtime.logger));
  app.useGlobalPipes(validationPipe());
  app.useGlobalInterceptors(new ETagInterceptor());
  SwaggerModule.setup('docs', app, openApiDocument(app, title), { jsonDocumentUrl: 'docs/openapi.json' });
  return app;
}
