/** Something that bears a name which is to be its own in each of its namespaces. */
export interface Named {
  name: string;
  namespaces: readonly string[];
}

/**
 * Which of the elements of one body bear a name that is taken in one of their namespaces: by what is stored there, or
 * by an element before them. The same name in two namespaces is two names.
 *
 * @param stored the names among those given that what is stored in the namespace bears
 * @returns indexes, in their order
 */
export async function takenNames(
  elements: readonly Named[],
  stored: (namespace: string, names: string[]) => Promise<ReadonlySet<string>>,
): Promise<number[]> {
  const seen = new Set<string>();
  const key = (namespace: string, name: string): string => `${namespace}/${name}`;
  for (const namespace of new Set(elements.flatMap(({ namespaces }) => namespaces))) {
    const here = elements.filter(({ namespaces }) => namespaces.includes(namespace)).map(({ name }) => name);
    for (const name of await stored(namespace, here)) seen.add(key(namespace, name));
  }
  return elements.flatMap(({ name, namespaces }, index) => {
    const keys = namespaces.map((namespace) => key(namespace, name));
    const isTaken = keys.some((one) => seen.has(one));
    for (const one of keys) seen.add(one);
    return isTaken ? [index] : [];
  });
}
