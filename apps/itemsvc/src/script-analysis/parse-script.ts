/**
 * Reads a source as a plain script and says in the user's terms why it is none. What the script declares is left to
 * `analyseScript`.
 */
import { type Comment, parse, type Program } from 'acorn';
import { findModuleSyntax, type ModuleSyntax } from './module-syntax.js';
import { type ScriptProblem } from './script-analysis.js';

export type ParsedScript = { ok: true; program: Program; comments: Comment[] } | { ok: false; problem: ScriptProblem };

const PLAIN_SCRIPT = 'a script is plain JavaScript, not a module';
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

export function parseScript(source: string): ParsedScript {
  const comments: Comment[] = [];
  let program: Program;
  try {
    program = parse(source, { ecmaVersion: 'latest', sourceType: 'script', locations: true, onComment: comments });
  } catch (error) {
    return { ok: false, problem: problemOf(error, source) };
  }
  const use = findModuleSyntax(program, source);
  if (use === undefined) return { ok: true, program, comments };
  return { ok: false, problem: { message: MODULE_SYNTAX[use.kind], ...positionOf(use.node) } };
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
