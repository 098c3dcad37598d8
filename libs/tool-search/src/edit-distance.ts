/** Rows of the table of distances, the longest word and one more; made once because distances are asked for by the thousand. */
const MOST = 65;
const rows = [new Uint8Array(MOST), new Uint8Array(MOST), new Uint8Array(MOST)] as const;

/**
 * How many insertions, deletions, replacements and swaps of neighbours make one word of the other (optimal string
 * alignment); anything above `most` is `most + 1`.
 *
 * @param a at most 64 characters, as `b`
 */
export function editDistance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let [before, previous, current] = rows;
  for (let column = 0; column <= b.length; column++) previous[column] = column;
  for (let row = 1; row <= a.length; row++) {
    const letter = a.charCodeAt(row - 1);
    let least = row;
    current[0] = row;
    for (let column = 1; column <= b.length; column++) {
      const other = b.charCodeAt(column - 1);
      let distance = Math.min(
        (previous[column - 1] ?? 0) + (letter === other ? 0 : 1),
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
      );
      const swapped = row > 1 && column > 1 && letter === b.charCodeAt(column - 2) && a.charCodeAt(row - 2) === other;
      if (swapped) distance = Math.min(distance, (before[column - 2] ?? 0) + 1);
      current[column] = distance;
      least = Math.min(least, distance);
    }
    // A swap reaches back two rows, and never below the least of the row before by more than the edit that it is.
    if (least > most) return most + 1;
    [before, previous, current] = [previous, current, before];
  }
  return Math.min(previous[b.length] ?? 0, most + 1);
}
