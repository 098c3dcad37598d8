/** Reads where in the user's source an error came from. What it reads may be forged by the script, and is only shown. */

/** Name under which user source is compiled; nothing stands before its first line. */
export const SCRIPT_FILE = 'script.js';

export interface ScriptPosition {
  /** Both from 1. */
  line: number;
  column: number;
}

function position(line: string | undefined, column: string | undefined): ScriptPosition | undefined {
  const at = { line: Number(line), column: Number(column) };
  return Number.isSafeInteger(at.line) && Number.isSafeInteger(at.column) && at.line > 0 && at.column > 0
    ? at
    : undefined;
}

/** First frame of a stack that lies in the user's source. */
export function stackPosition(stack: string): ScriptPosition | undefined {
  const frame = /^ {4}at .*?\bscript\.js:(\d{1,9}):(\d{1,9})/m.exec(stack);
  return frame === null ? undefined : position(frame[1], frame[2]);
}

/** Takes apart the message of a compilation error: `Unexpected token ')' [script.js:3:5]`. */
export function syntaxErrorPosition(text: string): { message: string; position: ScriptPosition | undefined } {
  const found = /^(.*) \[script\.js:(\d{1,9}):(\d{1,9})\]$/s.exec(text);
  return { message: found?.[1] ?? text, position: position(found?.[2], found?.[3]) };
}
