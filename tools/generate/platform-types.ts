import type { PlatformArgument, PlatformOperation } from '#libs/platform-api';
import { typeText } from './type-text.ts';

function argumentText(argument: PlatformArgument, operation: PlatformOperation): string {
  if (argument === 'ctx') return 'ctx: PlatformContext';
  const find = (name: string) => operation.parameters.find((one) => one.name === name);
  const parameter = (name: string): string => typeText(find(name)?.schema);
  if (argument === 'body') return `body: ${typeText(operation.bodySchema)}`;
  if (typeof argument === 'string') return `${argument}: ${parameter(argument)}`;
  const members = argument.members.map(
    (name) => `${JSON.stringify(name)}${find(name)?.required === true ? '' : '?'}: ${parameter(name)};`,
  );
  return `${argument.name}: { ${members.join(' ')} }`;
}

const comment = ({ title, description }: PlatformOperation): string =>
  `  /**\n   * ${title}.\n   *\n   * ${description.replaceAll('*/', '*\\/').replaceAll('\n', '\n   * ')}\n   */`;

/** What follows `ctx` may be left out. */
function signature(operation: PlatformOperation): string {
  const context = operation.arguments.indexOf('ctx');
  const list = operation.arguments.map((argument, position) => {
    const text = argumentText(argument, operation);
    return position > context ? text.replace(':', '?:') : text;
  });
  const result = operation.responseSchema === undefined ? 'null' : typeText(operation.responseSchema);
  return `${comment(operation)}\n  ${operation.id}(${list.join(', ')}): Promise<${result}>;`;
}

/** Text of the module with the types of the platform API. */
export function platformTypes(operations: readonly PlatformOperation[]): string {
  const services = [...new Set(operations.map(({ service }) => service))];
  const interfaces = services.map((service) => {
    const methods = operations.filter((operation) => operation.service === service).map(signature);
    return `export interface ${service} {\n${methods.join('\n')}\n}`;
  });
  const api = `export interface PlatformApi {\n${services.map((service) => `  ${service}: ${service};`).join('\n')}\n}`;
  const imports = `import type { JsonObject, JsonValue } from '#libs/contracts';\nimport type { PlatformContext } from '../platform-context.js';`;
  return ['// Generated from the services by `npm run generate`.', imports, ...interfaces, api].join('\n\n');
}
