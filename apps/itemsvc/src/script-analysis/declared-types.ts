/** What a TypeScript source declares at its top level that types can name: interfaces, aliases, constants. */
import { type JsonValue } from '#libs/contracts';
import { nameOf, partOf, partsOf, type TypeNode } from './type-node.js';

export interface DeclaredType {
  /** Of an interface that is declared more than once, each; of an alias only one. */
  readonly nodes: TypeNode[];
  readonly parameters: readonly TypeNode[];
}

export interface DeclaredTypes {
  readonly types: ReadonlyMap<string, DeclaredType>;
  /** Values of constants that are spelled out, for `typeof COLOURS[number]`. */
  readonly constants: ReadonlyMap<string, JsonValue>;
}

const TYPES = ['TSInterfaceDeclaration', 'TSTypeAliasDeclaration'];
/** Their shape is not read: it is what a constructor makes of it. */
const OPAQUE = ['ClassDeclaration', 'TSEnumDeclaration', 'TSModuleDeclaration'];

export function declaredTypes(program: TypeNode, constants: ReadonlyMap<string, JsonValue>): DeclaredTypes {
  const types = new Map<string, DeclaredType>();
  for (const statement of partsOf(program, 'body')) {
    const node = statement.type === 'ExportNamedDeclaration' ? partOf(statement, 'declaration') : statement;
    const name = nameOf(partOf(node, 'id'));
    if (node === undefined || name === undefined) continue;
    if (TYPES.includes(node.type)) {
      const before = types.get(name);
      if (before === undefined) {
        types.set(name, { nodes: [node], parameters: partsOf(partOf(node, 'typeParameters'), 'params') });
      } else before.nodes.push(node);
    } else if (OPAQUE.includes(node.type)) types.set(name, { nodes: [], parameters: [] });
  }
  return { types, constants };
}
