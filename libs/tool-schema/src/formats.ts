import { type Format } from 'ajv';
import { fullFormats } from 'ajv-formats/dist/formats.js';
import { compileRegex } from '#libs/linear-regex';

/** Longest text that is held against a format whose expression may backtrack. */
export const MAX_FORMAT_CHARACTERS = 2_048;

/** Expressions that take linear time, for texts that may be long: file contents and secrets. */
const ANY_LENGTH: ReadonlySet<string> = new Set(['byte', 'binary', 'password']);

/**
 * The `format` values that are checked: those of ajv-formats. Text of over 2,048 characters is not a valid address,
 * date or identifier here, because matching it could take quadratic time. `regex` means what the engine of `pattern`
 * runs.
 */
export const FORMATS: Record<string, Format> = {};
for (const [name, format] of Object.entries(fullFormats)) {
  FORMATS[name] = ANY_LENGTH.has(name) ? format : shortOnly(format);
}
FORMATS.regex = (text: string) => {
  try {
    compileRegex(text);
    return true;
  } catch {
    return false;
  }
};

/** Formats that are objects (dates and times) check in linear time. */
function shortOnly(format: Format): Format {
  if (format instanceof RegExp) return (text: string) => text.length <= MAX_FORMAT_CHARACTERS && format.test(text);
  if (typeof format === 'function') return (text: string) => text.length <= MAX_FORMAT_CHARACTERS && format(text);
  return format;
}
