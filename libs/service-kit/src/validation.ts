import { StandardSchemaValidationPipe } from '@nestjs/common';
import { z } from 'zod';
import { type FieldProblem, type ToolrackError, validationFailed } from '#libs/errors';

/** Types as zod names them, in the words of whoever writes JSON. */
const TYPES: Record<string, string> = {
  array: 'an array',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
  object: 'an object',
  record: 'an object',
  string: 'a string',
};

// For every schema that has no words of its own.
z.config({
  customError: (issue) => {
    if (issue.code !== 'invalid_type') return undefined;
    if (issue.input === undefined) return 'is required';
    const wanted = TYPES[issue.expected];
    return wanted === undefined ? undefined : `must be ${wanted}`;
  },
});

interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
  /** Zod says which keys of a strict object it does not know. */
  readonly keys?: readonly string[];
}

function pathText(path: Issue['path']): string {
  let text = '';
  for (const segment of path ?? []) {
    const key = typeof segment === 'object' ? segment.key : segment;
    text += typeof key === 'number' ? `[${key}]` : `${text === '' ? '' : '.'}${String(key)}`;
  }
  return text;
}

function problemsOf(issue: Issue): FieldProblem[] {
  const path = pathText(issue.path);
  if (issue.keys !== undefined) {
    return issue.keys.map((key) => ({ path: path === '' ? key : `${path}.${key}`, message: 'is not a known field' }));
  }
  return [{ path: path === '' ? 'body' : path, message: issue.message }];
}

/** Turns the issues of a Standard Schema (zod's, here) into one 400 that names each by its path. */
export function validationError(issues: readonly Issue[]): ToolrackError {
  return validationFailed(issues.flatMap(problemsOf));
}

/** Nest's own deletes keys named `constructor`, which are data like any other; the body parser refused the rest. */
class ValidationPipe extends StandardSchemaValidationPipe {
  protected override stripProtoKeys(): void {
    // Nothing is taken out of what a caller sent.
  }
}

/** Validates every parameter that carries a schema: `@Body({ schema })`, `@Query({ schema })`. */
export const validationPipe = (): StandardSchemaValidationPipe =>
  new ValidationPipe({ exceptionFactory: validationError });
