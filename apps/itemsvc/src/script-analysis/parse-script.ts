/**
 * Reads a source as a plain script, in JavaScript or else in TypeScript, and says in the user's terms why it is none.
 * What is JavaScript is never read as anything else: `f(a < b, c > (d))` means something else in TypeScript. What the
 * script declares is left to `analyseScript`.
 */
import { type Comment, getLineInfo, parse, type Program } from 'acorn';
import { findModuleSyntax, type ModuleSyntax } from './module-syntax.js';
import { type ScriptProblem } from './script-analysis.js';
import { type TypeNode } from './type-node.js';
import { eraseTypes, parseTypeScript, type TypedProgram } from './typescript-source.js';
import { findModuleStatement, findUnerasable, type Unerasable } from './unerasable.js';

export interface ParsedScript {
  ok: true;
  /** Of the JavaScript that runs. */
  program: Program;
  /** Of the source. */
  comments: Comment[];
  /** Present when the source is TypeScript. */
  typed?: { program: TypeNode; javascript: string };
}

/** `isBroken`: no TypeScript can be read in this thread any more. */
export type ParseFailure = { ok: false; problem: ScriptProblem; isBroken?: boolean };

const PLAIN_SCRIPT = 'a script is not a module';
const FROM_LIBRARIES =
  "take services and libraries from the function's second parameter, e.g. `const { PlatformApi } = libraries`";
const AWAIT_OUTSIDE = '`await` works inside an `async function` only, not at the top level of a script';

const MODULE_SYNTAX: Record<ModuleSyntax['kind'], string> = {
  import: `\`import\` is not available: ${PLAIN_SCRIPT}; ${FROM_LIBRARIES}`,
  require: `\`require\` is not available: ${PLAIN_SCRIPT}; ${FROM_LIBRARIES}`,
  await: AWAIT_OUTSIDE,
};
const EXPORT = `\`export\` is not available: ${PLAIN_SCRIPT}; leave the word out: every \`function\` declared at the top level can be called`;

const HINT_CHARACTERS = 32;

export function parseScript(source: string): ParsedScript | ParseFailure {
  const plain = parseJavaScript(source);
  if (plain.ok) return withoutModules(plain, source);
  const typed = readTypeScript(source);
  if (typed === undefined) {
    const message = `${plain.problem.message}; as TypeScript it cannot be read either`;
    return { ok: false, problem: { ...plain.problem, message } };
  }
  if (!typed.ok) return isBefore(plain.problem, typed.problem) ? typed : plain;
  return withoutTypes(source, typed.read);
}

function parseJavaScript(source: string): ParsedScript | ParseFailure {
  const comments: Comment[] = [];
  try {
    const options = { ecmaVersion: 'latest', sourceType: 'script', locations: true, onComment: comments } as const;
    return { ok: true, program: parse(source, options), comments };
  } catch (error) {
    return { ok: false, problem: problemOf(error, source) };
  }
}

function withoutModules(parsed: ParsedScript, javascript: string): ParsedScript | ParseFailure {
  const use = findModuleSyntax(parsed.program, javascript);
  if (use === undefined) return parsed;
  return { ok: false, problem: { message: MODULE_SYNTAX[use.kind], ...positionOf(use.node) } };
}

/** @returns undefined when the parser loses its way, which nothing but an odd source can make it do */
function readTypeScript(source: string): { ok: true; read: TypedProgram } | ParseFailure | undefined {
  try {
    return { ok: true, read: parseTypeScript(source) };
  } catch (error) {
    if (!(error instanceof RangeError) && !isAcornError(error)) return undefined;
    return { ok: false, problem: problemOf(error, source) };
  }
}

/** The error of the parser that got further is the one that is about the language of the source. */
function isBefore(one: ScriptProblem, other: ScriptProblem): boolean {
  return one.line < other.line || (one.line === other.line && one.column < other.column);
}

function withoutTypes(source: string, { program, comments }: TypedProgram): ParsedScript | ParseFailure {
  const refused = findRefused(program);
  if (refused !== undefined) {
    const { line, column } = getLineInfo(source, refused.node.start);
    return { ok: false, problem: { message: refused.message, line, column: column + 1 } };
  }
  const erased = eraseTypes(source);
  if (!erased.ok) {
    const { message, line, column, isBroken } = erased;
    return { ok: false, problem: { message, line, column }, isBroken };
  }
  const { javascript } = erased;
  const plain = parseJavaScript(javascript);
  if (!plain.ok) return plain;
  return withoutModules({ ok: true, program: plain.program, comments, typed: { program, javascript } }, javascript);
}

/** What is first in the source of that which cannot be taken out. */
function findRefused(program: TypeNode): Unerasable | undefined {
  const statement = findModuleStatement(program);
  const unerasable = findUnerasable(program);
  if (statement === undefined) return unerasable;
  if (unerasable !== undefined && unerasable.node.start < statement.node.start) return unerasable;
  return { node: statement.node, message: statement.kind === 'import' ? MODULE_SYNTAX.import : EXPORT };
}

/** Line and column, both from 1, of a node that was parsed with its location. */
export function positionOf(node: { loc?: { start: { line: number; column: number } } | null }): {
  line: number;
  column: number;
} {
  return { line: node.loc?.start.line ?? 1, column: (node.loc?.start.column ?? 0) + 1 };
}

interface AcornError extends SyntaxError {
  pos: number;
  loc: { line: number; column: number };
}

function problemOf(error: unknown, source: string): ScriptProblem {
  if (error instanceof RangeError) return { message: 'is nested too deeply', line: 1, column: 1 };
  if (!isAcornError(error)) throw error;
  return { message: messageOf(error, source), line: error.loc.line, column: error.loc.column + 1 };
}

function messageOf(error: AcornError, source: string): string {
  const message = error.message.replace(/ \(\d+:\d+\)$/, '');
  if (message.startsWith('Not enough stack space')) return 'is nested too deeply';
  const rest = source.slice(error.pos, error.pos + HINT_CHARACTERS);
  if (/^import\b/.test(rest)) return MODULE_SYNTAX.import;
  if (/^export\b/.test(rest)) return EXPORT;
  const before = source.slice(Math.max(0, error.pos - HINT_CHARACTERS), error.pos);
  if (/^await\b/.test(rest) || /\bawait\s+$/.test(before)) return AWAIT_OUTSIDE;
  return message;
}

function isAcornError(error: unknown): error is AcornError {
  return error instanceof SyntaxError && 'pos' in error && 'loc' in error;
}
