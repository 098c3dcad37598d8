import { mayUseNamespace, type Principal } from '#libs/access';
import { type FieldProblem, ToolrackError } from '#libs/errors';

/** The namespaces of new elements of an array body: their own, each of which nsfilter must name, or all of nsfilter. */
export function namespaceProblems(
  elements: readonly { _namespaces?: string[] | undefined }[],
  nsfilter: readonly string[],
): FieldProblem[] {
  return elements.flatMap(({ _namespaces = [] }, index) =>
    _namespaces.flatMap((namespace, position) =>
      nsfilter.includes(namespace)
        ? []
        : [{ path: `[${index}]._namespaces[${position}]`, message: `"${namespace}" is not in nsfilter` }],
    ),
  );
}

/** Which stored thing a request means, and within which namespaces. */
export interface Lookup {
  id: string;
  nsfilter: readonly string[] | undefined;
}

/**
 * The thing, when the principal may see it in one of its namespaces that the request allows.
 *
 * @throws ToolrackError `NotFound`, the same for what is absent and what is forbidden
 */
export function requireVisible<T extends { _namespaces: readonly string[] }>(
  found: T | null | undefined,
  { principal, lookup, what }: { principal: Principal; lookup: Lookup; what: string },
): T {
  const visible = found?._namespaces.some(
    (namespace) => mayUseNamespace(principal, namespace) && (lookup.nsfilter?.includes(namespace) ?? true),
  );
  if (found === null || found === undefined || visible !== true) {
    throw new ToolrackError('NotFound', `There is no ${what} with the id "${lookup.id}" that you may see.`);
  }
  return found;
}

/**
 * The thing, when the principal may change it: what lies in several namespaces belongs to all of them, so changing or
 * deleting it takes the right to each.
 *
 * @throws ToolrackError `NotFound` as `requireVisible`; `Forbidden` when it also lies where the principal may not act
 */
export function requireChangeable<T extends { _namespaces: readonly string[] }>(
  found: T | null | undefined,
  request: { principal: Principal; lookup: Lookup; what: string },
): T {
  const thing = requireVisible(found, request);
  const foreign = thing._namespaces.length - visibleNamespaces(request.principal, thing._namespaces).length;
  if (foreign === 0) return thing;
  // How many, and not which: their names are not the principal's to know.
  throw new ToolrackError(
    'Forbidden',
    `The ${request.what} also lies in ${foreign === 1 ? 'a namespace' : `${foreign} namespaces`} that you may not use; who changes or deletes it needs the right to every namespace that holds it.`,
  );
}

/** Of the namespaces of a thing, those that an answer to the principal may name. */
export function visibleNamespaces(principal: Principal, namespaces: readonly string[]): string[] {
  return namespaces.filter((namespace) => mayUseNamespace(principal, namespace));
}
