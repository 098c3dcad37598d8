/** The known name that a misspelt one most likely means, or undefined when none is near. */
export function closestName(name: string, known: readonly string[]): string | undefined {
  // A longer text is no misspelt name, and the comparison takes the product of both lengths.
  if (name.length > 64) return undefined;
  let closest: string | undefined;
  let least = Math.floor(name.length / 3) + 1;
  for (const candidate of known.slice(0, 200)) {
    if (Math.abs(candidate.length - name.length) >= least) continue;
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < least) [closest, least] = [candidate, distance];
  }
  return closest;
}

/** Levenshtein distance. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
