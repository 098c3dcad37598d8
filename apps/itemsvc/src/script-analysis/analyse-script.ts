/**
 * What a script declares, found without running it: its callable functions with what their types and their JSDoc say
 * of them, or the one problem that keeps it from being stored. How long that may take is left to `ScriptAnalyser`;
 * whether another script declares the same function is left to the items.
 */
import { type Comment, type FunctionDeclaration, type Program } from 'acorn';
import { type ScriptFunction } from '#libs/contracts';
import { inputSchemaOf, outputSchemaOf } from './input-schema.js';
import { readJsDoc } from './jsdoc.js';
import { parameterName } from './parameter.js';
import { type ParsedScript, parseScript, positionOf } from './parse-script.js';
import { type ScriptAnalysis } from './script-analysis.js';
import { partsOf, type TypeNode } from './type-node.js';
import { ScriptTypes } from './script-types.js';

/** Of the source, in UTF-8. */
const MAX_SOURCE_BYTES = 1024 * 1024;
const MAX_FUNCTIONS = 1_000;

/**
 * Reads the source of a script. Callable are its top-level `function` and `async function` declarations; arrow
 * functions, generators and what is declared in a block stay local.
 *
 * Never throws, whatever the source, and may take minutes over a hostile one: the parser looks for every `let` of a
 * scope, and for every named group of a regular expression, among all that came before.
 */
export function analyseScript(source: string): ScriptAnalysis {
  const bytes = Buffer.byteLength(source);
  if (bytes > MAX_SOURCE_BYTES) {
    return refused(`is ${bytes} bytes long; a script may have at most ${MAX_SOURCE_BYTES}`);
  }
  const parsed = parseScript(source);
  if (!parsed.ok) return parsed;
  const declared = declaredFunctions(parsed);
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
  const { typed } = parsed;
  const types = typed === undefined ? undefined : new ScriptTypes(source, typed.program, parsed);
  const script = { source, javascript: typed?.javascript ?? source, types };
  const functions = declared.filter(({ node }) => !node.generator).map((each) => describeFunction(each, script));
  if (typed === undefined) return { ok: true, language: 'javascript', functions };
  return { ok: true, language: 'typescript', javascript: typed.javascript, functions };
}

interface Declaration {
  node: FunctionDeclaration;
  /** The same declaration with its types. */
  typed: TypeNode | undefined;
  /** The last JSDoc comment between the statement before and this one. */
  comment: Comment | undefined;
}

function declaredFunctions({ program, comments, typed }: ParsedScript): Declaration[] {
  const nodes = new Map(functionsOf(program).map((node) => [node.start, node]));
  const declared: Declaration[] = [];
  let previousEnd = 0;
  let at = 0;
  let ofOverload: Comment | undefined;
  // Types stand between the functions, with comments of their own.
  const typedBody = typed && partsOf(typed.program, 'body');
  for (const [index, statement] of (typedBody ?? program.body).entries()) {
    let comment = ofOverload;
    ofOverload = undefined;
    for (let next = comments[at]; next !== undefined && next.start < statement.start; next = comments[++at]) {
      if (next.start >= previousEnd && next.type === 'Block' && next.value.startsWith('*')) comment = next;
    }
    if (statement.type === 'TSDeclareFunction') ofOverload = comment;
    previousEnd = statement.end;
    const node = nodes.get(statement.start);
    if (node !== undefined) declared.push({ node, typed: typedBody?.[index], comment });
  }
  return declared;
}

function functionsOf(program: Program): FunctionDeclaration[] {
  return program.body.filter((node) => node.type === 'FunctionDeclaration');
}

interface Script {
  source: string;
  /** The source without types. */
  javascript: string;
  types: ScriptTypes | undefined;
}

function describeFunction(
  { node, typed, comment }: Declaration,
  { source, javascript, types }: Script,
): ScriptFunction {
  const doc = comment === undefined ? undefined : readJsDoc(source.slice(comment.start, comment.end));
  const inputSchema =
    (typed && types?.inputSchema(typed, node.params, doc)) ?? inputSchemaOf(node.params, doc?.parameters ?? []);
  const outputSchema = (typed && types?.outputSchema(typed, doc)) ?? outputSchemaOf(doc?.returns);
  return {
    name: node.id.name,
    parameters: node.params.map((param) => parameterName(param, javascript)),
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
