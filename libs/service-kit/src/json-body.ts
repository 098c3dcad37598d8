import { ToolrackError } from '#libs/errors';
import { hasPoisonedKey } from '#libs/contracts';

const MAX_DEPTH = 100;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Deepest nesting of arrays and objects in JSON text, without building any of it. */
function nesting(text: Buffer): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let index = 0; index < text.length; index++) {
    const byte = text[index];
    if (inString) {
      if (byte === BACKSLASH) index++;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (byte === 0x5b || byte === 0x7b) deepest = Math.max(deepest, ++depth);
    else if (byte === 0x5d || byte === 0x7d) depth--;
  }
  return deepest;
}

/**
 * Parses a JSON body that a stranger sent.
 *
 * @throws ToolrackError `MalformedJson` when it does not parse, nests deeper than 100, or has keys that would reach an
 * object's prototype
 */
export function parseJsonBody(text: Buffer): unknown {
  if (nesting(text) > MAX_DEPTH) {
    throw new ToolrackError('MalformedJson', `The body nests deeper than ${MAX_DEPTH} arrays and objects.`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text.toString('utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ToolrackError('MalformedJson', `The body is not valid JSON: ${reason}`);
  }
  if (hasPoisonedKey(value)) {
    throw new ToolrackError('MalformedJson', 'The body has a key "__proto__" or "constructor.prototype".');
  }
  return value;
}
