import type { NewTool, ReplaceTool, ToolScript } from '#libs/contracts';
import type { FieldProblem } from '#libs/errors';
import { checkToolSchema } from '#libs/tool-schema';
import { isSystemToolName } from '../catalog/system-tools.js';

type Definition = Omit<NewTool, '_namespaces'> | ReplaceTool;

/** Path of a field of the definition at `path`; an empty path is that of the whole body. */
export const fieldPath = (path: string, field: string): string => (path === '' ? field : `${path}.${field}`);

/** What is wrong with a definition by itself: its name and its schemas. */
export function definitionProblems(definition: Definition, path: string): FieldProblem[] {
  const problems = checkToolSchema(definition._schema, fieldPath(path, '_schema'));
  if (definition._outputSchema !== undefined) {
    problems.push(...checkToolSchema(definition._outputSchema, fieldPath(path, '_outputSchema')));
  }
  if (isSystemToolName(definition._name)) {
    problems.push({
      path: fieldPath(path, '_name'),
      message: `"${definition._name}" is a system tool; choose another name`,
    });
  }
  return problems;
}

/** What is wrong with a reference to a function, given the functions that scripts of the type declare. */
export function scriptProblem(
  script: ToolScript,
  declared: readonly string[] | undefined,
  path: string,
): FieldProblem | undefined {
  if (declared === undefined) {
    return {
      path: fieldPath(path, '_script._userType'),
      message: `no script of the namespace has the _userType "${script._userType}"`,
    };
  }
  if (declared.includes(script._scriptName)) return undefined;
  return {
    path: fieldPath(path, '_script._scriptName'),
    message: `no script of type "${script._userType}" declares the function "${script._scriptName}"; declared: ${declared.join(', ') || 'none'}`,
  };
}

export const takenNameMessage = (name: string): string => `"${name}" is taken by another tool of the namespace`;
