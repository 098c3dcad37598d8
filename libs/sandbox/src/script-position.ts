/** Reads where in a user's source an error came from. What it reads may be forged by the script, and is only shown. */

/** Name under which the run's own script is compiled; nothing stands before its first line. */
export const SCRIPT_FILE = 'script.js';

export interface SourcePosition {
  /** Both from 1. */
  line: number;
  column: number;
}

/** Where an error came from: a line of a script, in a function when that has a name. */
export interface ScriptPosition extends SourcePosition {
  functionName?: string;
  /** `_userType` of the script, when it is one that the run's script called. */
  script?: string;
}

/** One frame: `at async Type.name [as alias] (file:1:2)`, `at file:1:2`, or either inside of generated code. */
const FRAME = /^ {4}at (?:async )?(?:(?:new )?(\S+) (?:\[as \S+\] )?)?.*?\(?\b([\w.-]+\.js):(\d{1,9}):(\d{1,9})/;
/** Where generated code was made: `eval at name (file:1:2)`. */
const GENERATED = /\beval at (\S+) \(([\w.-]+\.js):(\d{1,9}):(\d{1,9})/;
const MAX_FRAMES = 50;
const MAX_FRAME_CHARS = 512;

function position(line: string | undefined, column: string | undefined): SourcePosition | undefined {
  const at = { line: Number(line), column: Number(column) };
  return Number.isSafeInteger(at.line) && Number.isSafeInteger(at.column) && at.line > 0 && at.column > 0
    ? at
    : undefined;
}

/** Name under which a script is compiled that another calls, so that stacks name it: its `_userType`. */
export function calledFile(userType: string): string {
  const name = userType.replaceAll(/[^\w.-]/g, '_').slice(0, 64);
  return name === 'script' ? 'script_.js' : `${name}.js`;
}

/**
 * First frame of a stack that lies in a user's source.
 *
 * @param called `_userType` of each called script by its file name
 */
export function stackPosition(
  stack: string,
  called: ReadonlyMap<string, string> = new Map(),
): ScriptPosition | undefined {
  for (const line of stack.split('\n', MAX_FRAMES)) {
    const frame = frameOf(line.slice(0, MAX_FRAME_CHARS));
    const [, name, file = ''] = frame ?? [];
    const script = called.get(file);
    if (frame === null || (file !== SCRIPT_FILE && script === undefined)) continue;
    const at = position(frame[3], frame[4]);
    if (at === undefined) continue;
    const functionName =
      line.includes('(') && name !== undefined && name !== '<anonymous>' ? plainName(name) : undefined;
    return { ...at, ...(functionName !== undefined && { functionName }), ...(script !== undefined && { script }) };
  }
  return undefined;
}

function frameOf(line: string): RegExpExecArray | null {
  return GENERATED.exec(line) ?? FRAME.exec(line);
}

/** A function of the global scope is called on nothing or on the global object, which is not part of its name. */
function plainName(name: string): string {
  return name.replace(/^(?:Object|global|globalThis)\./, '').slice(0, 128);
}

/** Takes apart the message of a compilation error: `Unexpected token ')' [script.js:3:5]`. */
export function syntaxErrorPosition(text: string): { message: string; position: SourcePosition | undefined } {
  const found = /^(.*) \[[^\]]*?:(\d{1,9}):(\d{1,9})\]$/s.exec(text);
  return { message: found?.[1] ?? text, position: position(found?.[2], found?.[3]) };
}
