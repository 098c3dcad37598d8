import type { OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';
import { type JsonObject, jsonObjectSchema } from '#libs/contracts';
import type { PlatformOperation, PlatformParameter } from '#libs/platform-api';
import { JSON_ENCODED, PLATFORM_EXTENSION } from '#libs/service-kit';
import { jsonSchema } from './json-schema.ts';

const parameterSchema = z.object({
  name: z.string(),
  in: z.enum(['path', 'query', 'header']),
  required: z.boolean().optional(),
  description: z.string().optional(),
  schema: jsonObjectSchema.optional(),
});
const contentSchema = z.object({ content: z.record(z.string(), z.object({ schema: jsonObjectSchema })).optional() });
const operationSchema = z.object({
  operationId: z.string(),
  summary: z.string(),
  description: z.string(),
  parameters: z.array(parameterSchema).default([]),
  requestBody: contentSchema.optional(),
  responses: z.record(z.string(), contentSchema),
  [PLATFORM_EXTENSION]: z.object({
    service: z.string(),
    access: z.enum(['READ', 'CREATE', 'EDIT', 'DELETE', 'RUN']),
    arguments: z.array(z.union([z.string(), z.object({ name: z.string(), members: z.array(z.string()) })])),
    audience: z.literal('programs').optional(),
  }),
});
const METHODS = { get: 'GET', post: 'POST', put: 'PUT', patch: 'PATCH', delete: 'DELETE' } as const;

function toParameter({
  name,
  in: place,
  required,
  description,
  schema = {},
}: z.infer<typeof parameterSchema>): PlatformParameter[] {
  if (place === 'header') return [];
  const encoded = jsonObjectSchema.safeParse(schema[JSON_ENCODED]).data;
  // What is encoded is described by itself: that it is JSON text in the URL is no concern of who calls the method.
  const about = encoded?.description ?? description ?? schema.description;
  const shown: JsonObject = {
    ...jsonSchema(encoded ?? schema),
    ...(about === undefined ? {} : { description: about }),
  };
  return [
    {
      name,
      in: place,
      required: required ?? place === 'path',
      encoding: encoded === undefined ? 'text' : 'json',
      schema: shown,
    },
  ];
}

function isIfMatch({ name, in: place }: z.infer<typeof parameterSchema>): boolean {
  return place === 'header' && name.toLowerCase() === 'if-match';
}

function jsonContent(holder: z.infer<typeof contentSchema> | undefined): JsonObject | undefined {
  const schema = holder?.content?.['application/json']?.schema;
  return schema === undefined ? undefined : jsonSchema(schema);
}

function problemsOf({ id, parameters, arguments: args, bodySchema }: PlatformOperation): string[] {
  const known = new Set(['ctx', ...(bodySchema === undefined ? [] : ['body']), ...parameters.map(({ name }) => name)]);
  const used = args.flatMap((argument) => (typeof argument === 'string' ? [argument] : argument.members));
  const missing = parameters.filter(({ name, required }) => required && name !== 'nsfilter' && !used.includes(name));
  return [
    ...used.filter((name) => !known.has(name)).map((name) => `${id}: the argument "${name}" is no parameter`),
    ...missing.map(({ name }) => `${id}: no argument gives the required parameter "${name}"`),
  ];
}

interface FoundOperation {
  operation: PlatformOperation;
  audience: 'programs' | undefined;
}

/** Methods of the platform API. */
export interface PlatformOperations {
  /** Those that programs, scripts and, when they read, models have. */
  shared: PlatformOperation[];
  /** Those that only programs have. */
  forPrograms: PlatformOperation[];
}

/**
 * The platform API's methods: every operation of the documents that names a service.
 *
 * @throws Error that names each operation whose arguments and parameters disagree
 */
export function platformOperations(documents: readonly OpenAPIObject[]): PlatformOperations {
  const found = documents.flatMap(({ paths }) =>
    Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(METHODS).flatMap(([key, method]): FoundOperation[] => {
        const parsed = operationSchema.safeParse(Object.entries(item).find(([name]) => name === key)?.[1]);
        if (!parsed.success) return [];
        const { operationId, summary, description, parameters, requestBody, responses } = parsed.data;
        const { audience, ...platform } = parsed.data[PLATFORM_EXTENSION];
        const bodySchema = jsonContent(requestBody);
        const responseSchema = Object.values(responses).map(jsonContent).find(Boolean);
        return [
          {
            audience,
            operation: {
              ...platform,
              id: operationId,
              title: summary,
              description,
              method,
              path,
              ...(parameters.some(isIfMatch) ? { conditional: true } : {}),
              parameters: parameters.flatMap(toParameter),
              ...(bodySchema === undefined ? {} : { bodySchema }),
              ...(responseSchema === undefined ? {} : { responseSchema }),
            },
          },
        ];
      }),
    ),
  );
  const problems = found.flatMap(({ operation }) => problemsOf(operation));
  if (problems.length > 0) throw new Error(`The platform API cannot be generated.\n${problems.join('\n')}`);
  const key = ({ service, id }: PlatformOperation): string => `${service}.${id}`;
  const of = (audience: FoundOperation['audience']): PlatformOperation[] =>
    found
      .filter((one) => one.audience === audience)
      .map(({ operation }) => operation)
      .sort((a, b) => (key(a) < key(b) ? -1 : 1));
  return { shared: of(undefined), forPrograms: of('programs') };
}
