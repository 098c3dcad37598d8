import type { FieldProblem } from '#libs/errors';

/** What bears a name in `Field` which is to be its own in each of its namespaces. */
type Named<Field extends string> = Record<Field, string> & { _namespaces: readonly string[] };

export interface NameCheck<Field extends string> {
  /** Where the name stands, e.g. `_name`. */
  field: Field;
  /** What is said of a name that is taken. */
  message: (name: string) => string;
  /** The names among those given that what is stored in the namespace bears. */
  stored: (namespace: string, names: string[]) => Promise<ReadonlySet<string>>;
}

/**
 * What is wrong with the names of the elements of one body: those that are taken in one of the element's namespaces, by
 * what is stored there or by an element before it. The same name in two namespaces is two names.
 */
export async function takenNameProblems<Field extends string>(
  elements: readonly Named<Field>[],
  { field, message, stored }: NameCheck<Field>,
): Promise<FieldProblem[]> {
  const seen = new Set<string>();
  const key = (namespace: string, name: string): string => `${namespace}/${name}`;
  for (const namespace of new Set(elements.flatMap(({ _namespaces }) => _namespaces))) {
    const here = elements.filter(({ _namespaces }) => _namespaces.includes(namespace)).map((one) => one[field]);
    for (const name of await stored(namespace, here)) seen.add(key(namespace, name));
  }
  return elements.flatMap(({ _namespaces, [field]: name }, index) => {
    const keys = _namespaces.map((namespace) => key(namespace, name));
    const isTaken = keys.some((one) => seen.has(one));
    for (const one of keys) seen.add(one);
    return isTaken ? [{ path: `[${index}].${field}`, message: message(name) }] : [];
  });
}
