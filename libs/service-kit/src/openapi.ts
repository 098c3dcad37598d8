import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { z } from 'zod';

/** The OpenAPI 3.1 document of an application; its schemas are the zod schemas that validate. */
export function openApiDocument(app: INestApplication, title: string): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle(title)
    .setVersion('1')
    .addBearerAuth()
    .addSecurityRequirements('bearer')
    .build();
  return SwaggerModule.createDocument(app, config, {
    standardSchemaConverter: (schema, { schemaType }) =>
      schema instanceof z.ZodType
        ? {
            schema: withoutDialect(
              z.toJSONSchema(schema, {
                io: schemaType,
                unrepresentable: 'any',
                reused: 'inline',
                override: ({ jsonSchema }) => {
                  leaveOutTheObvious(jsonSchema);
                },
              }),
            ),
          }
        : undefined,
  });
}

const isEqual = (value: unknown, other: object): boolean => JSON.stringify(value) === JSON.stringify(other);

function withoutDialect({ $schema: _, ...schema }: Record<string, unknown>): Record<string, unknown> {
  return schema;
}

/**
 * What zod says of schemas and tells a reader nothing, a model least of all: that integers are safe ones, that names of
 * properties are strings, and the expression behind the format of a day or a time.
 */
function leaveOutTheObvious(schema: z.core.JSONSchema.BaseSchema): void {
  if (schema.format === 'date' || schema.format === 'date-time') delete schema.pattern;
  if (isEqual(schema.propertyNames, { type: 'string' })) delete schema.propertyNames;
  if (isEqual(schema.additionalProperties, {})) delete schema.additionalProperties;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
}
