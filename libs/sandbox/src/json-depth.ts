/**
 * Deepest nesting that may leave an isolate. Code that walks a value by recursion, as JSON.stringify does, must not
 * overflow the stack of whoever receives it.
 */
export const MAX_JSON_DEPTH = 500;

/** Whether a JSON text nests deeper than `MAX_JSON_DEPTH`. One pass, and none for texts too short to. */
export function nestsTooDeep(json: string): boolean {
  if (json.length <= MAX_JSON_DEPTH * 2) return false;
  let depth = 0;
  let inString = false;
  for (let index = 0; index < json.length; index++) {
    const char = json.charCodeAt(index);
    if (inString) {
      if (char === 0x5c) index++;
      else if (char === 0x22) inString = false;
    } else if (char === 0x22) inString = true;
    else if (char === 0x5b || char === 0x7b) {
      if (++depth > MAX_JSON_DEPTH) return true;
    } else if (char === 0x5d || char === 0x7d) depth--;
  }
  return false;
}
