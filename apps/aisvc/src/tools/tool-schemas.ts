/**
 * Which schemas of a tool are in force: those that it was given, or those that its function has in the version of the
 * script that the tool calls. What a version makes unusable is said, and not put up with: a stranger's script decides it.
 */
import { AUTO_SCHEMA, type JsonObject, type ScriptFunction } from '#libs/contracts';
import type { FieldProblem } from '#libs/errors';
import { checkToolSchema } from '#libs/tool-schema';
import type { ToolRecord } from './tool.record.js';

type SchemaFields = Pick<ToolRecord, '_schema' | '_outputSchema'>;

export interface ToolSchemas {
  input: JsonObject;
  output: JsonObject | undefined;
}

const NO_ARGUMENTS: JsonObject = { type: 'object', properties: {}, additionalProperties: false };

/** Whether a schema of the tool comes from its function, and changes with it. */
export function isDerived({ _schema, _outputSchema }: Pick<ToolRecord, '_schema' | '_outputSchema'>): boolean {
  return _schema === AUTO_SCHEMA || _outputSchema === AUTO_SCHEMA;
}

/**
 * @param declared the function, on which derived schemas depend
 * @returns undefined when there is nothing to derive them from
 */
export function schemasOf({ _schema, _outputSchema }: SchemaFields, declared: ScriptFunction): ToolSchemas | undefined {
  const input = _schema === AUTO_SCHEMA ? inputOf(declared) : _schema;
  if (input === undefined) return undefined;
  return { input, output: _outputSchema === AUTO_SCHEMA ? declared.outputSchema : _outputSchema };
}

/** What is shown of a broken tool, which is not listed: what it was given. */
export function givenSchemas({ _schema, _outputSchema }: SchemaFields): ToolSchemas {
  return {
    input: _schema === AUTO_SCHEMA ? { type: 'object' } : _schema,
    output: _outputSchema === AUTO_SCHEMA ? undefined : _outputSchema,
  };
}

/** Why the schemas that are to be derived cannot be, or cannot be used. @param path of the tool in the request */
export function derivationProblems(
  tool: SchemaFields,
  declared: ScriptFunction,
  pathOf: (field: '_schema' | '_outputSchema') => string,
): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (tool._schema === AUTO_SCHEMA) {
    const input = inputOf(declared);
    if (input === undefined) problems.push({ path: pathOf('_schema'), message: noInput(declared) });
    else problems.push(...checkToolSchema(input, pathOf('_schema')));
  }
  if (tool._outputSchema === AUTO_SCHEMA) {
    if (declared.outputSchema === undefined) {
      problems.push({ path: pathOf('_outputSchema'), message: noOutput(declared) });
    } else problems.push(...checkToolSchema(declared.outputSchema, pathOf('_outputSchema')));
  }
  return problems;
}

/**
 * What keeps a stored tool from being listed since its script changed; undefined when nothing does. A result that is no
 * longer described does not: the tool is listed without a schema of it.
 */
export function derivationProblem(tool: SchemaFields, declared: ScriptFunction): string | undefined {
  const wanted = declared.outputSchema === undefined ? { ...tool, _outputSchema: undefined } : tool;
  const [problem] = derivationProblems(wanted, declared, (field) => field);
  return problem === undefined ? undefined : `${problem.path} ${problem.message}`;
}

/** What a function says of its arguments; without parameters it takes none. */
export function inputOf({ inputSchema, parameters }: ScriptFunction): JsonObject | undefined {
  return inputSchema ?? (parameters.length === 0 ? NO_ARGUMENTS : undefined);
}

function noInput({ name, parameters: [first = 'input'] }: ScriptFunction): string {
  const parameter = /^[\p{ID_Start}$_]/u.test(first) ? first : 'input';
  return `nothing says which arguments the function "${name}" takes: give its first parameter the type of an object, e.g. \`${parameter}: { id: string }\`, or document it, e.g. \`@param {string} ${parameter}.id\`, or give the tool a schema`;
}

function noOutput({ name }: ScriptFunction): string {
  return `nothing says that the function "${name}" returns an object: give it a return type, e.g. \`Promise<{ id: string }>\`, or document it with \`@returns\`, or give the tool a schema`;
}
