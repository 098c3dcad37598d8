import {
  AUTO_SCHEMA,
  type NewTool,
  type ReplaceTool,
  type ScriptFunctionEntry,
  type ToolScript,
} from '#libs/contracts';
import type { FieldProblem } from '#libs/errors';
import { checkToolSchema } from '#libs/tool-schema';
import type { ToolRecord } from './tool.record.js';
import { derivationProblems } from './tool-schemas.js';
import type { SystemTools } from '../catalog/system-tools.js';

type Definition = Omit<NewTool, '_namespaces'> | ReplaceTool;

/** Path of a field of the definition at `path`; an empty path is that of the whole body. */
export const fieldPath = (path: string, field: string): string => (path === '' ? field : `${path}.${field}`);

/** What is wrong with a definition by itself: its name and the schemas that it is given. */
export function definitionProblems(definition: Definition, path: string, system: SystemTools): FieldProblem[] {
  const problems: FieldProblem[] = [];
  for (const field of ['_schema', '_outputSchema'] as const) {
    const schema = definition[field];
    if (schema !== undefined && schema !== AUTO_SCHEMA)
      problems.push(...checkToolSchema(schema, fieldPath(path, field)));
  }
  if (system.find(definition._name) !== undefined) {
    problems.push({
      path: fieldPath(path, '_name'),
      message: `"${definition._name}" is a system tool; choose another name`,
    });
  }
  return problems;
}

/** What is wrong with the function of a tool, given those that scripts of the type declare, and with its schemas. */
export function scriptProblems(
  tool: Pick<ToolRecord, '_script' | '_schema' | '_outputSchema'>,
  declared: ReadonlyMap<string, ScriptFunctionEntry> | undefined,
  path: string,
): FieldProblem[] {
  const { _script: script } = tool;
  const entry = declared?.get(script._scriptName);
  if (entry !== undefined) return derivationProblems(tool, entry, (field) => fieldPath(path, field));
  return [missingProblem(script, declared && [...declared.keys()], path)];
}

function missingProblem(script: ToolScript, declared: readonly string[] | undefined, path: string): FieldProblem {
  if (declared === undefined) {
    return {
      path: fieldPath(path, '_script._userType'),
      message: `no script of the namespace has the _userType "${script._userType}"`,
    };
  }
  return {
    path: fieldPath(path, '_script._scriptName'),
    message: `no script of type "${script._userType}" declares the function "${script._scriptName}"; declared: ${declared.join(', ') || 'none'}`,
  };
}

export const takenNameMessage = (name: string): string => `"${name}" is taken by another tool of the namespace`;
