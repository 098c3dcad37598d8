/**
 * Reads the JSON bodies of strangers. What could not be stored as it was sent is refused here, so that nothing behind
 * it changes silently; what a body means is left to the schema of its route.
 */
import { poisonedKeyProblem } from '#libs/contracts';
import { ToolrackError } from '#libs/errors';

const MAX_DEPTH = 100;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** Every number whose text is this short is finite, and exact when it is whole. */
const HARMLESS_NUMBER_LENGTH = 15;
const MAX_SHOWN_NUMBER = 40;
/** No whole number with more digits is finite. */
const MAX_WHOLE_DIGITS = 400;

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x39;
const isExponent = (byte: number | undefined): boolean => byte === 0x65 || byte === 0x45;
/** `-`, digits, `.`, `e`, `E` and `+`. */
const inNumber = (byte: number | undefined): boolean =>
  isDigit(byte) || isExponent(byte) || byte === 0x2d || byte === 0x2e || byte === 0x2b;

interface Outline {
  /** Deepest nesting of arrays and objects. */
  depth: number;
  /** The first number that would not come back as it was sent. */
  lossyNumber: string | undefined;
}

/** What JSON text holds, without building any of it. */
function outline(text: Buffer): Outline {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  let lossyNumber: string | undefined;
  for (let index = 0; index < text.length; index++) {
    const byte = text[index];
    if (inString) {
      if (byte === BACKSLASH) index++;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (byte === 0x5b || byte === 0x7b) deepest = Math.max(deepest, ++depth);
    else if (byte === 0x5d || byte === 0x7d) depth--;
    else if (byte === 0x2d || isDigit(byte)) {
      const start = index;
      let hasExponent = false;
      for (; inNumber(text[index + 1]); index++) hasExponent ||= isExponent(text[index + 1]);
      if (hasExponent || index - start >= HARMLESS_NUMBER_LENGTH) {
        const number = text.toString('latin1', start, index + 1);
        if (lossyNumber === undefined && isLossy(number)) lossyNumber = number;
      }
    }
  }
  return { depth: deepest, lossyNumber };
}

/** True for numbers that are not finite, and for whole numbers that would come back as others. */
function isLossy(number: string): boolean {
  const value = Number(number);
  if (!Number.isFinite(value)) return !Number.isNaN(value);
  if (!/^-?\d+$/.test(number) || number.length > MAX_WHOLE_DIGITS) return false;
  return String(value) !== number && BigInt(value) !== BigInt(number);
}

/**
 * Parses a JSON body that a stranger sent.
 *
 * @throws ToolrackError `MalformedJson` when it does not parse, nests deeper than 100, has keys that would reach an
 * object's prototype or that the store cannot hold, or numbers that would not be kept as they are
 */
export function parseJsonBody(text: Buffer): unknown {
  const { depth, lossyNumber } = outline(text);
  if (depth > MAX_DEPTH) {
    throw new ToolrackError('MalformedJson', `The body nests deeper than ${MAX_DEPTH} arrays and objects.`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text.toString('utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ToolrackError('MalformedJson', `The body is not valid JSON: ${reason}`);
  }
  if (lossyNumber !== undefined) {
    const shown = lossyNumber.length > MAX_SHOWN_NUMBER ? `${lossyNumber.slice(0, MAX_SHOWN_NUMBER)}…` : lossyNumber;
    throw new ToolrackError('MalformedJson', `The number ${shown} cannot be kept exactly; send it as a string.`);
  }
  const problem = poisonedKeyProblem(value);
  if (problem !== undefined) throw new ToolrackError('MalformedJson', `In the body, ${problem}.`);
  return value;
}
