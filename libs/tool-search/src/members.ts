import { FIELDS } from './ranking.js';

/** Some of the tools of an index, which alone has a use for what is in it. */
export type ToolSubset = Members;

/** Which documents are searched, and what ranking has to know of them together. */
export interface Members {
  count: number;
  /** A 1 for each of them by its number; undefined when all are. Those of higher numbers are not. */
  marks: Uint8Array | undefined;
  /** Words of each field, of all of them together. */
  fieldLengths: Float64Array;
  /** How many of them have a word in each field at all: a field that is seldom given is not thereby a long one. */
  fieldsGiven: Float64Array;
}

export const noMembers = (marks?: Uint8Array): Members => ({
  count: 0,
  marks,
  fieldLengths: new Float64Array(FIELDS.length),
  fieldsGiven: new Float64Array(FIELDS.length),
});

/** Counts the lengths of a document's fields in, or, with -1, out. */
export function countIn(members: Members, lengths: Iterable<number>, sign: 1 | -1 = 1): void {
  let field = 0;
  for (const length of lengths) countField(members, field++, length * sign);
}

/** @param length negative where it is counted out */
export function countField({ fieldLengths, fieldsGiven }: Members, field: number, length: number): void {
  if (length === 0) return;
  fieldLengths[field] = (fieldLengths[field] ?? 0) + length;
  fieldsGiven[field] = (fieldsGiven[field] ?? 0) + Math.sign(length);
}
