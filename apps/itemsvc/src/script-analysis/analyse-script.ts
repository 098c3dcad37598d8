/**
 * What a script declares, found without running it: its callable functions with what their JSDoc says of them, or the
 * one problem that keeps it from being stored. Whether another script declares the same function is left to the items.
 */
import { type Comment, type FunctionDeclaration, type Program } from 'acorn';
import { type ScriptFunction } from '#libs/contracts';
import { runWithin } from './deadline.js';
import { inputSchemaOf, outputSchemaOf } from './input-schema.js';
import { readJsDoc } from './jsdoc.js';
import { parameterName } from './parameter.js';
import { parseScript, positionOf } from './parse-script.js';
import { type ScriptAnalysis } from './script-analysis.js';

/** Of the source, in UTF-8. */
const MAX_SOURCE_BYTES = 1024 * 1024;
const MAX_FUNCTIONS = 1_000;
/**
 * A legible script of 1 MB takes a fifth of it. Some sources that no person writes take the parser minutes: it looks
 * for every `let` of a scope, and for every named group of a regular expression, among all that came before.
 */
const MAX_ANALYSIS_MS = 2_000;

/**
 * Reads the source of a plain script. Callable are its top-level `function` and `async function` declarations; arrow
 * functions, generators and what is declared in a block stay local.
 *
 * Synchronous, and over after 2,000 ms at the latest. Never throws, whatever the source.
 */
export function analyseScript(source: string): ScriptAnalysis {
  const bytes = Buffer.byteLength(source);
  if (bytes > MAX_SOURCE_BYTES) {
    return refused(`is ${bytes} bytes long; a script may have at most ${MAX_SOURCE_BYTES}`);
  }
  const outcome = runWithin(MAX_ANALYSIS_MS, () => analyse(source));
  if (outcome.ended) return outcome.value;
  return refused(`takes longer than ${MAX_ANALYSIS_MS} ms to read; divide the script into smaller ones`);
}

function analyse(source: string): ScriptAnalysis {
  const parsed = parseScript(source);
  if (!parsed.ok) return parsed;
  const declared = declaredFunctions(parsed.program, parsed.comments);
  if (declared.length > MAX_FUNCTIONS) {
    return refused(`declares ${declared.length} functions; a script may have at most ${MAX_FUNCTIONS}`);
  }
  const firstLines = new Map<string, number>();
  for (const { node } of declared) {
    const { line, column } = positionOf(node);
    const firstLine = firstLines.get(node.id.name);
    if (firstLine !== undefined) {
      const message = `function \`${node.id.name}\` is declared twice, first in line ${firstLine}`;
      return { ok: false, problem: { message, line, column } };
    }
    firstLines.set(node.id.name, line);
  }
  const callable = declared.filter(({ node }) => !node.generator);
  return { ok: true, functions: callable.map((declaration) => describeFunction(declaration, source)) };
}

interface Declaration {
  node: FunctionDeclaration;
  /** The last JSDoc comment between the statement before and this one. */
  comment: Comment | undefined;
}

function declaredFunctions(program: Program, comments: readonly Comment[]): Declaration[] {
  const declared: Declaration[] = [];
  let previousEnd = 0;
  let at = 0;
  for (const node of program.body) {
    let comment: Comment | undefined;
    for (let next = comments[at]; next !== undefined && next.start < node.start; next = comments[++at]) {
      if (next.start >= previousEnd && next.type === 'Block' && next.value.startsWith('*')) comment = next;
    }
    previousEnd = node.end;
    if (node.type === 'FunctionDeclaration') declared.push({ node, comment });
  }
  return declared;
}

function describeFunction({ node, comment }: Declaration, source: string): ScriptFunction {
  const doc = comment === undefined ? undefined : readJsDoc(source.slice(comment.start, comment.end));
  const inputSchema = inputSchemaOf(node.params, doc?.parameters ?? []);
  const outputSchema = outputSchemaOf(doc?.returns);
  return {
    name: node.id.name,
    parameters: node.params.map((param) => parameterName(param, source)),
    async: node.async,
    ...(doc?.title !== undefined && { title: doc.title }),
    ...(doc?.description !== undefined && { description: doc.description }),
    ...(doc?.category !== undefined && { category: doc.category }),
    tags: doc?.tags ?? [],
    ...(inputSchema !== undefined && { inputSchema }),
    ...(outputSchema !== undefined && { outputSchema }),
    line: positionOf(node).line,
  };
}

function refused(message: string): ScriptAnalysis {
  return { ok: false, problem: { message, line: 1, column: 1 } };
}
