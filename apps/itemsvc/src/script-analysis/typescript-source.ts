/**
 * Reads a source as TypeScript: what in it cannot be taken out is refused, the rest is replaced by spaces, so that what
 * is left is JavaScript whose lines and columns are those of the source. Only a source that the parser here has read
 * reaches Node's own eraser, which a source that is nested too deeply would break.
 */
import { stripTypeScriptTypes } from 'node:module';
import { type Comment, Parser, type Program } from 'acorn';
import { tsPlugin } from '@sveltejs/acorn-typescript';
import { isTypeNode, type TypeNode } from './type-node.js';

export interface TypedProgram {
  program: TypeNode;
  comments: Comment[];
}

export type Erasure =
  | { ok: true; javascript: string }
  /** `isBroken`: the eraser does not work any more in this thread. */
  | { ok: false; message: string; line: number; column: number; isBroken: boolean };

const SYNTAX_ERRORS = ['ERR_INVALID_TYPESCRIPT_SYNTAX', 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX'];
const TypeScriptParser = Parser.extend(tsPlugin());

/** @throws SyntaxError with `pos` and `loc`, as acorn does */
export function parseTypeScript(source: string): TypedProgram {
  const comments: Comment[] = [];
  const program: Program = TypeScriptParser.parse(source, {
    ecmaVersion: 'latest',
    sourceType: 'script',
    locations: true,
    // Of types they are erased, and those of values are refused with a word on what to write.
    allowImportExportEverywhere: true,
    onComment: comments,
  });
  if (!isTypeNode(program)) throw new TypeError('The parser answered with something that is no program.');
  return { program, comments };
}

/** Takes the types out of a source that `parseTypeScript` has read. */
export function eraseTypes(source: string): Erasure {
  try {
    const javascript = stripTypeScriptTypes(source, { mode: 'strip' });
    if (javascript.length === source.length) return { ok: true, javascript };
    return refusal('has types that cannot be taken out without moving what is around them');
  } catch (error) {
    if (isSyntaxError(error)) return { ...refusal(error.message), ...positionIn(error.stack) };
    return { ...refusal('is nested too deeply'), isBroken: true };
  }
}

/** What the eraser says of the source; whatever else it throws is about itself. */
function isSyntaxError(error: unknown): error is { message: string; stack: string } {
  if (typeof error !== 'object' || error === null || !('code' in error)) return false;
  return typeof error.code === 'string' && SYNTAX_ERRORS.includes(error.code);
}

function refusal(message: string): Extract<Erasure, { ok: false }> {
  return { ok: false, message, line: 1, column: 1, isBroken: false };
}

/** The stack of these errors begins with `:<line>`, the line itself, and carets under the place. */
function positionIn(stack: string): { line: number; column: number } {
  const place = /^:(?<line>\d+)\n/.exec(stack)?.groups?.['line'];
  const carets = stack.split('\n').find((line) => /^\s*\^+$/.test(line));
  return { line: place === undefined ? 1 : Number(place), column: carets === undefined ? 1 : carets.indexOf('^') + 1 };
}
