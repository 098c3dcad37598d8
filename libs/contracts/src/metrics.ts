import { z } from 'zod';

/** Days that one answer covers at most. */
export const MAX_USAGE_DAYS = 366;
/** Days that an answer covers when nobody says which. */
export const DEFAULT_USAGE_DAYS = 30;

const dateSchema = z.iso.date().describe('Day, in UTC');
const wholeSchema = z.int();
const ofDay = wholeSchema.nullable().describe('At the end of the day; null before anything was counted');

/** What a namespace holds. */
export const stockSchema = z.object({
  _fileCount: wholeSchema.describe('Files'),
  _fileVersionCount: wholeSchema.describe('Versions of files'),
  _itemCount: wholeSchema.describe('Named user items'),
  _itemVersionCount: wholeSchema.describe('Versions of named user items'),
  _storageBytes: wholeSchema.describe('Bytes of the contents of all versions of files'),
});
export type Stock = z.infer<typeof stockSchema>;

const usageDaySchema = z.object({
  _date: dateSchema,
  _fileCount: ofDay,
  _fileVersionCount: ofDay,
  _itemCount: ofDay,
  _itemVersionCount: ofDay,
  _storageBytes: ofDay,
  _runCount: wholeSchema.describe('Runs that were asked for on the day'),
});
export type UsageDay = z.infer<typeof usageDaySchema>;

/** Of one namespace: what it holds now, what was run in it in the days of the answer, and both by day. */
export const usageSchema = z.object({
  _namespace: z.string(),
  ...stockSchema.shape,
  _runCount: wholeSchema.describe('Runs that were asked for in the days of the answer'),
  _days: z.array(usageDaySchema),
});
export type Usage = z.infer<typeof usageSchema>;

const answer = <Entry extends z.ZodType>(entry: Entry) =>
  z.object({ _from: dateSchema, _to: dateSchema, _list: z.array(entry).describe('One entry for each namespace') });

export const usageAnswerSchema = answer(usageSchema);
export type UsageAnswer = z.infer<typeof usageAnswerSchema>;

const countSchema = z.object({
  _namespace: z.string(),
  _count: wholeSchema.describe('How many there are now; of runs, how many in the days of the answer'),
  _days: z.array(z.object({ _date: dateSchema, _count: ofDay })),
});
export const countAnswerSchema = answer(countSchema);
export type CountAnswer = z.infer<typeof countAnswerSchema>;

const storageSchema = z.object({
  _namespace: z.string(),
  _bytes: wholeSchema.describe('Bytes that there are now'),
  _days: z.array(z.object({ _date: dateSchema, _bytes: ofDay })),
});
export const storageAnswerSchema = answer(storageSchema);
export type StorageAnswer = z.infer<typeof storageAnswerSchema>;
