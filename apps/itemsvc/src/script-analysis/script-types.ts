/** The types of one script: what it declares, and the schemas of the functions that use it. */
import { type Pattern, type Program } from 'acorn';
import { type JsonObject, type JsonValue } from '#libs/contracts';
import { declaredTypes, type DeclaredTypes } from './declared-types.js';
import { type JsDoc } from './jsdoc.js';
import { literalValue } from './literal-value.js';
import { MemberDocs } from './member-docs.js';
import { type ParsedScript } from './parse-script.js';
import { ScriptSchemaBudget } from './schema-budget.js';
import { type RecordStyle } from './type-expression.js';
import { type TypeNode } from './type-node.js';
import { TypeSchema } from './type-schema.js';
import { inputTypeOf, outputTypeOf, withInputDocs, withOutputDocs } from './typed-function.js';

export class ScriptTypes {
  readonly #declared: DeclaredTypes;
  readonly #docs: MemberDocs;
  readonly #budget = new ScriptSchemaBudget();

  constructor(source: string, program: TypeNode, { program: javascript, comments }: ParsedScript) {
    this.#declared = declaredTypes(program, constantsOf(javascript));
    this.#docs = new MemberDocs(source, comments);
  }

  /** @returns undefined when the type of the first parameter is not that of an object */
  inputSchema(declaration: TypeNode, params: readonly Pattern[], doc: JsDoc | undefined): JsonObject | undefined {
    const schema = this.#schemaOf(inputTypeOf(declaration), 'closed');
    return schema && withInputDocs(schema, params, doc?.parameters ?? []);
  }

  /** @returns undefined when the type of the result is not that of an object */
  outputSchema(declaration: TypeNode, doc: JsDoc | undefined): JsonObject | undefined {
    // Open: a script that returns more than it says must not fail for it.
    const schema = this.#schemaOf(outputTypeOf(declaration), 'open');
    return schema && withOutputDocs(schema, doc?.returns);
  }

  #schemaOf(type: TypeNode | undefined, records: RecordStyle): JsonObject | undefined {
    if (type === undefined) return undefined;
    const budget = this.#budget.forSchema();
    return new TypeSchema({ declared: this.#declared, docs: this.#docs, budget, records }).objectSchema(type);
  }
}

/** The constants of a script whose values are spelled out, by their names. */
function constantsOf(program: Program): Map<string, JsonValue> {
  const constants = new Map<string, JsonValue>();
  for (const node of program.body) {
    if (node.type !== 'VariableDeclaration' || node.kind !== 'const') continue;
    for (const { id, init } of node.declarations) {
      const value = init ? literalValue(init) : undefined;
      if (id.type === 'Identifier' && value !== undefined) constants.set(id.name, value);
    }
  }
  return constants;
}
