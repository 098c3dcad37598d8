import { mayUseNamespace, needsGrants, type Principal } from '#libs/access';
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

/** Whose request is about which thing. */
export interface LookupBy {
  principal: Principal;
  lookup: Lookup;
  /** The thing in a word, e.g. `file`. */
  what: string;
}

/** The same for what is absent and what is forbidden. */
export function notThere({ what, lookup }: LookupBy): ToolrackError {
  return new ToolrackError('NotFound', `There is no ${what} with the id "${lookup.id}" that you may see.`);
}

/** Whether the principal may use the namespace, and the request allows it. */
export function isLookedInto(namespace: string, { principal, lookup }: LookupBy): boolean {
  return mayUseNamespace(principal, namespace) && (lookup.nsfilter?.includes(namespace) ?? true);
}

/**
 * The thing, when it lies in one of the principal's namespaces that the request allows. Grants are not asked for: who calls
 * this does so.
 *
 * @throws ToolrackError `NotFound`
 */
export function requireWithin<T extends { _namespaces: readonly string[] }>(
  found: T | null | undefined,
  request: LookupBy,
): T {
  const isThere = found?._namespaces.some((namespace) => isLookedInto(namespace, request));
  if (found === null || found === undefined || isThere !== true) throw notThere(request);
  return found;
}

/**
 * The thing, when the principal may see it in one of its namespaces that the request allows. There are no grants on such
 * things, so none is there for whoever needs them; of others, ask `Permissions`.
 *
 * @throws ToolrackError `NotFound`, the same for what is absent and what is forbidden
 */
export function requireVisible<T extends { _namespaces: readonly string[] }>(
  found: T | null | undefined,
  request: LookupBy,
): T {
  if (needsGrants(request.principal)) throw notThere(request);
  return requireWithin(found, request);
}

/**
 * The thing, when the principal may change it: what lies in several namespaces belongs to all of them, so changing or
 * deleting it takes the right to each. Grants as `requireVisible`.
 *
 * @throws ToolrackError `NotFound` as `requireVisible`; `Forbidden` when it also lies where the principal may not act
 */
export function requireChangeable<T extends { _namespaces: readonly string[] }>(
  found: T | null | undefined,
  request: LookupBy,
): T {
  const thing = requireVisible(found, request);
  requireEveryNamespace(thing, request);
  return thing;
}

/** @throws ToolrackError `Forbidden` when the thing also lies where the principal may not act */
export function requireEveryNamespace(
  { _namespaces }: { _namespaces: readonly string[] },
  { principal, what }: LookupBy,
): void {
  const foreign = _namespaces.length - visibleNamespaces(principal, _namespaces).length;
  if (foreign === 0) return;
  // How many, and not which: their names are not the principal's to know.
  throw new ToolrackError(
    'Forbidden',
    `The ${what} also lies in ${foreign === 1 ? 'a namespace' : `${foreign} namespaces`} that you may not use; who changes or deletes it needs the right to every namespace that holds it.`,
  );
}

/** Of the namespaces of a thing, those that an answer to the principal may name. */
export function visibleNamespaces(principal: Principal, namespaces: readonly string[]): string[] {
  return namespaces.filter((namespace) => mayUseNamespace(principal, namespace));
}
