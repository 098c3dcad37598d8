/**
 * What the TypeScript parser adds to the syntax tree, read without believing it: the types of acorn do not know these
 * nodes, so each part is looked at before it is taken for what it should be.
 */
export interface TypeNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [part: string]: unknown;
}

export function isTypeNode(value: unknown): value is TypeNode {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    typeof value.type === 'string' &&
    'start' in value &&
    typeof value.start === 'number' &&
    'end' in value &&
    typeof value.end === 'number'
  );
}

/** The part of a node that is a node itself. */
export function partOf(node: TypeNode | undefined, part: string): TypeNode | undefined {
  const value = node?.[part];
  return isTypeNode(value) ? value : undefined;
}

/** The nodes in the part of a node that is a list. */
export function partsOf(node: TypeNode | undefined, part: string): TypeNode[] {
  const value = node?.[part];
  return Array.isArray(value) ? value.filter(isTypeNode) : [];
}

/** Every node that a node holds directly. */
export function heldNodes(node: TypeNode): TypeNode[] {
  return Object.values(node).flatMap((value) =>
    Array.isArray(value) ? value.filter(isTypeNode) : isTypeNode(value) ? [value] : [],
  );
}

/** The name that a node has or is. */
export function nameOf(node: TypeNode | undefined): string | undefined {
  return typeof node?.['name'] === 'string' ? node['name'] : undefined;
}

/** The type behind `: T`, of a node that may have one. */
export function annotationOf(node: TypeNode | undefined, part = 'typeAnnotation'): TypeNode | undefined {
  const annotation = partOf(node, part);
  return annotation?.type === 'TSTypeAnnotation' ? partOf(annotation, 'typeAnnotation') : annotation;
}

/** The types in `<…>` behind a name. */
export function typeArgumentsOf(node: TypeNode): TypeNode[] {
  return partsOf(partOf(node, 'typeArguments') ?? partOf(node, 'typeParameters'), 'params');
}

/** The type of an element of a tuple, which may have a name and be optional. */
export function tupleElement(element: TypeNode | undefined): TypeNode | undefined {
  if (element?.type === 'TSNamedTupleMember') return partOf(element, 'elementType');
  return element?.type === 'TSOptionalType' ? partOf(element, 'typeAnnotation') : element;
}

/** The name of a member of a type; undefined when it is computed. */
export function memberName(member: TypeNode): string | undefined {
  const key = partOf(member, 'key');
  if (key?.type === 'Identifier' && member['computed'] !== true) return nameOf(key);
  const value = key?.['value'];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
