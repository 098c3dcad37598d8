/**
 * Reads a parameter that holds JSON. When it is none, the message says where: the engine's own parser often leaves the
 * position out, so a scan of the grammar (RFC 8259) finds it.
 */
import { type JsonValue, parseJson } from '#libs/contracts';

export type JsonText = { ok: true; value: JsonValue } | { ok: false; message: string };

/** Positions in messages count UTF-16 code units from 0. */
export function parseJsonText(text: string): JsonText {
  try {
    return { ok: true, value: parseJson(text) };
  } catch {
    return { ok: false, message: `is not JSON: ${firstFault(text)}` };
  }
}

const SPACE = /[ \t\n\r]*/y;
const STRING = /"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
const SCALAR = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

type State = 'value' | 'element' | 'name' | 'next name' | 'colon' | 'comma or ]' | 'comma or }' | 'end';

const EXPECTED: Record<State, string> = {
  value: 'a value',
  element: 'a value or "]"',
  name: 'a property name or "}"',
  'next name': 'a property name',
  colon: '":"',
  'comma or ]': '"," or "]"',
  'comma or }': '"," or "}"',
  end: 'the end',
};

function firstFault(text: string): string {
  const open: ('comma or ]' | 'comma or }')[] = [];
  let state: State = 'value';
  let at = endOf(SPACE, text, 0);
  for (;;) {
    const end = endOfToken(state, text, at);
    if (end === at) return faultAt(text, at, EXPECTED[state]);
    state = stateAfter(state, text.charAt(at), open);
    at = endOf(SPACE, text, end);
  }
}

/** @returns `at` when the state allows no token there */
function endOfToken(state: State, text: string, at: number): number {
  const mark = text.charAt(at);
  const isMark = (marks: string): number => (mark !== '' && marks.includes(mark) ? at + 1 : at);
  switch (state) {
    case 'value':
    case 'element': {
      const end = Math.max(endOf(SCALAR, text, at), endOf(STRING, text, at));
      return end > at ? end : isMark(state === 'element' ? '[{]' : '[{');
    }
    case 'name':
    case 'next name': {
      const end = endOf(STRING, text, at);
      return end > at ? end : isMark(state === 'name' ? '}' : '');
    }
    case 'colon':
      return isMark(':');
    case 'comma or ]':
      return isMark(',]');
    case 'comma or }':
      return isMark(',}');
    case 'end':
      return at;
  }
}

function stateAfter(state: State, mark: string, open: ('comma or ]' | 'comma or }')[]): State {
  switch (mark) {
    case '[':
      open.push('comma or ]');
      return 'element';
    case '{':
      open.push('comma or }');
      return 'name';
    case ']':
    case '}':
      open.pop();
      return open.at(-1) ?? 'end';
    case ',':
      return state === 'comma or ]' ? 'value' : 'next name';
    case ':':
      return 'value';
    default:
      return state === 'name' || state === 'next name' ? 'colon' : (open.at(-1) ?? 'end');
  }
}

function faultAt(text: string, at: number, expected: string): string {
  if (at >= text.length) return `expected ${expected} at position ${at}, where the text ends`;
  const found = String.fromCodePoint(text.codePointAt(at) ?? 0);
  if (found === '"' && /value|name/.test(expected)) {
    return `the string at position ${at} is not closed, or holds a character that must be escaped`;
  }
  return `expected ${expected} at position ${at}, found ${JSON.stringify(found)}`;
}

function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}
