/**
 * Finds TypeScript that does more than describe: what would be left of it when types are taken out is not what was
 * meant. Each is refused with what to write instead. The walk keeps its own stack, so that no source can overflow the
 * real one.
 */
import { heldNodes, partOf, partsOf, type TypeNode } from './type-node.js';

export interface Unerasable {
  node: TypeNode;
  message: string;
}

const ENUM =
  "an `enum` is not available: types are only taken out of a script; write a union, e.g. `type Color = 'red' | 'green'`, or a constant object `as const`";
const NAMESPACE =
  'a `namespace` that holds values is not available: types are only taken out of a script; write a constant object, or plain functions';
const PARAMETER_PROPERTY =
  'a parameter property is not available: types are only taken out of a script; declare a field and set it in the constructor';
const DECORATOR = 'a decorator is not available: no engine runs it yet; call the function on the class instead';
const ASSERTION = '`<T>value` is not available; write `value as T`';

/** The first of them in the source, or undefined. */
export function findUnerasable(program: TypeNode): Unerasable | undefined {
  let first: Unerasable | undefined;
  const pending = [program];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (first !== undefined && node.start >= first.node.start) continue;
    const message = messageOf(node);
    if (message !== undefined) first = { node, message };
    else if (!isErased(node)) for (const held of heldNodes(node)) pending.push(held);
  }
  return first;
}

function messageOf(node: TypeNode): string | undefined {
  switch (node.type) {
    case 'TSEnumDeclaration':
      return isErased(node) ? undefined : ENUM;
    case 'TSModuleDeclaration':
      return isErased(node) ? undefined : NAMESPACE;
    case 'TSParameterProperty':
      return PARAMETER_PROPERTY;
    case 'Decorator':
      return DECORATOR;
    case 'TSTypeAssertion':
      return ASSERTION;
    default:
      return undefined;
  }
}

const TYPES_ONLY = new Set(['TSInterfaceDeclaration', 'TSTypeAliasDeclaration', 'TSDeclareFunction', 'EmptyStatement']);

/** Whether nothing of the declaration is left once types are taken out. */
function isErased(node: TypeNode): boolean {
  if (TYPES_ONLY.has(node.type) || node['declare'] === true) return true;
  return node.type === 'TSModuleDeclaration' && isOfTypesOnly(node);
}

function isOfTypesOnly(namespace: TypeNode): boolean {
  let block: TypeNode | undefined = namespace;
  // `namespace A.B {}` is a declaration in a declaration.
  while (block?.type === 'TSModuleDeclaration') block = partOf(block, 'body');
  return partsOf(block, 'body').every((statement) => {
    const declared = statement.type === 'ExportNamedDeclaration' ? partOf(statement, 'declaration') : statement;
    return declared === undefined || isErased(declared);
  });
}

/** `import` and `export` that are there for types alone, which leave nothing behind. */
export function isModuleTypeOnly(statement: TypeNode): boolean {
  return statement['importKind'] === 'type' || statement['exportKind'] === 'type';
}

/** The first statement that makes the source a module, with its kind. */
export function findModuleStatement(program: TypeNode): { node: TypeNode; kind: 'import' | 'export' } | undefined {
  for (const node of partsOf(program, 'body')) {
    if (isModuleTypeOnly(node)) continue;
    if (node.type === 'ImportDeclaration' || node.type === 'TSImportEqualsDeclaration') return { node, kind: 'import' };
    if (node.type.startsWith('Export') || node.type === 'TSExportAssignment') return { node, kind: 'export' };
  }
  return undefined;
}
