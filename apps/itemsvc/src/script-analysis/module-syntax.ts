/**
 * Finds what parses as a plain script but cannot work in one: `import()`, `require()` of a module and `await` used as
 * a call at the top level. The walk keeps its own stack, so that no source can overflow the real one.
 */
import { type AnyNode, type Program } from 'acorn';

export interface ModuleSyntax {
  kind: 'import' | 'require' | 'await';
  node: AnyNode;
}

const WORTH_A_WALK = /\b(?:import|require|await)\b/;

/** The first use in the source, or undefined. A script may declare a `require` of its own and call that. */
export function findModuleSyntax(program: Program, source: string): ModuleSyntax | undefined {
  if (!WORTH_A_WALK.test(source)) return undefined;
  const found: ModuleSyntax[] = [];
  let declaresRequire = false;
  const pending: AnyNode[] = [program];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const kind = kindOf(node);
    if (kind !== undefined) found.push({ kind, node });
    declaresRequire ||= declares(node, 'require');
    for (const value of Object.values(node)) pushNodes(value, pending);
  }
  let first: ModuleSyntax | undefined;
  for (const use of found) {
    if (use.kind === 'require' && declaresRequire) continue;
    if (first === undefined || use.node.start < first.node.start) first = use;
  }
  return first;
}

function kindOf(node: AnyNode): ModuleSyntax['kind'] | undefined {
  if (node.type === 'ImportExpression') return 'import';
  if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier') return undefined;
  return node.callee.name === 'require' || node.callee.name === 'await' ? node.callee.name : undefined;
}

function declares(node: AnyNode, name: string): boolean {
  switch (node.type) {
    case 'VariableDeclarator':
      return node.id.type === 'Identifier' && node.id.name === name;
    case 'FunctionDeclaration':
    case 'FunctionExpression':
      return node.id?.name === name || node.params.some((param) => param.type === 'Identifier' && param.name === name);
    case 'ArrowFunctionExpression':
      return node.params.some((param) => param.type === 'Identifier' && param.name === name);
    default:
      return false;
  }
}

function pushNodes(value: unknown, into: AnyNode[]): void {
  if (Array.isArray(value)) {
    for (const element of value) if (isNode(element)) into.push(element);
  } else if (isNode(value)) {
    into.push(value);
  }
}

function isNode(value: unknown): value is AnyNode {
  return (
    typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string' && 'start' in value
  );
}
