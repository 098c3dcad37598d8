import type { PlatformArgument, PlatformOperation } from '#libs/platform-api';
import { typeText } from './type-text.ts';

/** The parameter by which fields are left out of the entries of a list. */
const PROJECTION = 'project';

function projects({ arguments: args }: PlatformOperation): boolean {
  return args.some((argument) => typeof argument !== 'string' && argument.members.includes(PROJECTION));
}

function argumentText(argument: PlatformArgument, operation: PlatformOperation): string {
  if (argument === 'ctx') return 'ctx: PlatformContext';
  const find = (name: string) => operation.parameters.find((one) => one.name === name);
  const parameter = (name: string): string => typeText(find(name)?.schema);
  if (argument === 'body') return `body: ${typeText(operation.bodySchema)}`;
  if (typeof argument === 'string') return `${argument}: ${parameter(argument)}`;
  const members = argument.members.map(
    (name) =>
      `${JSON.stringify(name)}${find(name)?.required === true ? '' : '?'}: ${name === PROJECTION ? 'Project' : parameter(name)};`,
  );
  return `${argument.name}: { ${members.join(' ')} }`;
}

function comment({ title, description, conditional }: PlatformOperation): string {
  const text = description.replaceAll('*/', '*\\/').replaceAll('\n', '\n   * ');
  const condition = conditional === true ? ' Heeds `ifMatch` of `ctx`.' : '';
  return `  /**\n   * ${title}.\n   *\n   * ${text}${condition}\n   */`;
}

/** What follows `ctx` may be left out. */
function signature(operation: PlatformOperation): string {
  const context = operation.arguments.indexOf('ctx');
  const list = operation.arguments.map((argument, position) => {
    const text = argumentText(argument, operation);
    return position > context ? text.replace(':', '?:') : text;
  });
  const result = operation.responseSchema === undefined ? 'null' : typeText(operation.responseSchema);
  const [generic, answer] = projects(operation)
    ? ['<Project extends JsonObject | undefined = undefined>', `Projected<${result}, Project>`]
    : ['', result];
  return `${comment(operation)}\n  ${operation.id}${generic}(${list.join(', ')}): Promise<${answer}>;`;
}

const IMPORTS = {
  JsonObject: '#libs/contracts',
  JsonValue: '#libs/contracts',
  PlatformContext: '../platform-context.js',
  Projected: '../projected.js',
};

/**
 * Text of the module with the types of the platform API.
 *
 * @param suffix ends the names of the API and its services, where there are others of these names
 */
export function platformTypes(operations: readonly PlatformOperation[], suffix = ''): string {
  const services = [...new Set(operations.map(({ service }) => service))];
  const interfaces = services.map((service) => {
    const methods = operations.filter((operation) => operation.service === service).map(signature);
    return `export interface ${service}${suffix} {\n${methods.join('\n')}\n}`;
  });
  const members = services.map((service) => `  ${service}: ${service}${suffix};`);
  const body = [...interfaces, `export interface PlatformApi${suffix} {\n${members.join('\n')}\n}`].join('\n\n');
  const imports = Object.entries(IMPORTS)
    .filter(([name]) => new RegExp(`\\b${name}\\b`).test(body))
    .map(([name, from]) => `import type { ${name} } from '${from}';`);
  return ['// Generated from the services by `npm run generate`.', imports.join('\n'), body].join('\n\n');
}
