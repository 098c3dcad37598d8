/** Documents for tests, and what is imported of them. */
import { isJsonObject, type JsonObject } from '#libs/contracts';
import { type ApiOperation, importApi, type ImportedApi, type ImportOptions } from '#libs/openapi-import';

export type Fields = Record<string, unknown>;

export const document = (paths: object, fields: Fields = {}) => ({
  openapi: '3.1.0',
  info: { title: 'Shop', version: '2' },
  servers: [{ url: 'https://api.example.com/v2' }],
  paths,
  ...fields,
});

export const imported = (source: object, options: Partial<ImportOptions> = {}): ImportedApi =>
  importApi(JSON.stringify(source), { serviceName: 'Shop', hasSecret: false, ...options });

/** The only operation of a document whose path `/x` has it, or its problem. */
export function operationOf(given: object, fields: Fields = {}, method = 'get') {
  const { operations, problems } = imported(document({ '/x': { [method]: given } }, fields), {
    operations: [`${method.toUpperCase()} /x`],
  });
  const [problem] = problems;
  return {
    problem,
    get operation(): ApiOperation {
      const [operation] = operations;
      if (operation === undefined) throw new Error(`The operation is no tool: ${problem?.message ?? ''}`);
      return operation;
    },
  };
}

export const query = (name: string, schema: object, fields: object = {}) => ({ name, in: 'query', schema, ...fields });

export const json = (schema: object) => ({ required: true, content: { 'application/json': { schema } } });

/** The schemas of the arguments, by their names. */
export function propertiesOf({
  inputSchema: { properties },
}: Pick<ApiOperation, 'inputSchema'>): Record<string, JsonObject> {
  const schemas = isJsonObject(properties) ? Object.entries(properties) : [];
  return Object.fromEntries(schemas.map(([name, schema]) => [name, isJsonObject(schema) ? schema : {}]));
}
