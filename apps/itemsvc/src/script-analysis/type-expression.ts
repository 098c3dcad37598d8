/**
 * JSDoc type expressions as JSON Schema: names, literals, unions, arrays, tuples, records, generics and the `?`, `!`
 * and `=` modifiers. A name that is not known is any value; an expression that is not understood has no meaning here,
 * and what to do then is left to the caller.
 */
import { type JsonObject } from '#libs/contracts';
import { isPropertyName } from './property-name.js';
import { anyOf, type TypeMember } from './type-union.js';

export interface TypeMeaning {
  /** `{}` stands for any value. */
  schema: JsonObject;
  /** The value may be left out: `{string=}`, `{string|undefined}`. */
  optional: boolean;
}

/** Whether a record type allows properties that it does not name. */
export type RecordStyle = 'closed' | 'open';

/** @returns undefined when the expression is not understood */
export function parseTypeExpression(text: string, records: RecordStyle): TypeMeaning | undefined {
  try {
    return new TypeParser(tokenise(text), records).parse();
  } catch (error) {
    if (error instanceof NotUnderstoodError) return undefined;
    throw error;
  }
}

class NotUnderstoodError extends Error {}

/** Of nested types, and of `[]` in one expression: a schema of any script stays within what a database can nest. */
const MAX_DEPTH = 8;
const TOKEN =
  /\s*(?:(?<name>[\p{ID_Start}$_][\p{ID_Continue}$]*)|(?<number>\d+(?:\.\d+)?)|"(?<double>[^"\\]*)"|'(?<single>[^'\\]*)'|(?<mark>[|()[\]{}<>,;:?!=*.-]))/uy;

const NAMED = new Map<string, TypeMember>([
  ['string', { schema: { type: 'string' } }],
  ['number', { schema: { type: 'number' } }],
  ['float', { schema: { type: 'number' } }],
  ['double', { schema: { type: 'number' } }],
  ['integer', { schema: { type: 'integer' } }],
  ['int', { schema: { type: 'integer' } }],
  ['boolean', { schema: { type: 'boolean' } }],
  ['bool', { schema: { type: 'boolean' } }],
  ['object', { schema: { type: 'object' } }],
  ['array', { schema: { type: 'array' } }],
  ['record', { schema: { type: 'object' } }],
  ['date', { schema: { type: 'string', format: 'date-time' } }],
  ['true', { literal: true }],
  ['false', { literal: false }],
  ['null', { literal: null }],
  ['undefined', 'undefined'],
  ['void', 'undefined'],
]);

type Token = { kind: 'name' | 'string' | 'mark'; text: string } | { kind: 'number'; text: string; value: number };

function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  const source = text.trim();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const groups = TOKEN.exec(source)?.groups;
    if (groups === undefined) throw new NotUnderstoodError();
    tokens.push(tokenOf(groups));
  }
  return tokens;
}

function tokenOf(groups: Record<string, string | undefined>): Token {
  const { name, number, double, single, mark } = groups;
  if (name !== undefined) return { kind: 'name', text: name };
  if (number !== undefined) return { kind: 'number', text: number, value: Number(number) };
  if (mark !== undefined) return { kind: 'mark', text: mark };
  return { kind: 'string', text: double ?? single ?? '' };
}

/** Recursive descent; every method leaves `#at` behind what it has read. */
class TypeParser {
  readonly #tokens: Token[];
  readonly #records: RecordStyle;
  #at = 0;
  #depth = 0;
  #arrays = 0;

  constructor(tokens: Token[], records: RecordStyle) {
    this.#tokens = tokens;
    this.#records = records;
  }

  parse(): TypeMeaning {
    const members = this.#union();
    if (this.#at < this.#tokens.length) throw new NotUnderstoodError();
    return { schema: anyOf(members), optional: members.includes('undefined') };
  }

  #union(): TypeMember[] {
    if (++this.#depth > MAX_DEPTH) throw new NotUnderstoodError();
    this.#take('|');
    const members = this.#modified();
    while (this.#take('|')) for (const member of this.#modified()) members.push(member);
    this.#depth--;
    return members;
  }

  #modified(): TypeMember[] {
    if (this.#take('?')) return this.#startsType() ? [...this.#postfixed(), { literal: null }] : [{ schema: {} }];
    this.#take('!');
    return this.#postfixed();
  }

  #postfixed(): TypeMember[] {
    let members = this.#primary();
    for (;;) {
      if (this.#take('[')) {
        this.#expect(']');
        if (++this.#arrays > MAX_DEPTH) throw new NotUnderstoodError();
        members = [arrayOf(members)];
      } else if (this.#take('?')) {
        members = [...members, { literal: null }];
      } else if (this.#take('=')) {
        members = [...members, 'undefined'];
      } else if (!this.#take('!')) {
        return members;
      }
    }
  }

  #primary(): TypeMember[] {
    const token = this.#next();
    switch (token.kind) {
      case 'string':
        return [{ literal: token.text }];
      case 'number':
        return [{ literal: token.value }];
      case 'name':
        return this.#named(token.text);
      case 'mark':
        return this.#marked(token.text);
    }
  }

  #marked(mark: string): TypeMember[] {
    switch (mark) {
      case '*':
        return [{ schema: {} }];
      case '-':
        return [{ literal: -this.#number() }];
      case '(': {
        const members = this.#union();
        this.#expect(')');
        return members;
      }
      case '{':
        return [{ schema: this.#record() }];
      case '[':
        return [{ schema: this.#tuple() }];
      default:
        throw new NotUnderstoodError();
    }
  }

  #named(first: string): TypeMember[] {
    let name = first;
    while (this.#take('.')) {
      if (this.#peek() === '<') break;
      name += `.${this.#next().text}`;
    }
    if (this.#take('<')) return this.#generic(name.toLowerCase());
    // `function(…)` and other calls are no value that JSON can hold.
    if (this.#peek() === '(') throw new NotUnderstoodError();
    return [NAMED.get(name.toLowerCase()) ?? { schema: {} }];
  }

  #generic(name: string): TypeMember[] {
    const first = this.#union();
    let last = first;
    while (this.#take(',')) last = this.#union();
    this.#expect('>');
    switch (name) {
      case 'array':
      case 'readonlyarray':
        return [arrayOf(first)];
      case 'object':
      case 'record': {
        const values = anyOf(last);
        const open = Object.keys(values).length === 0;
        return [{ schema: open ? { type: 'object' } : { type: 'object', additionalProperties: values } }];
      }
      case 'promise':
      case 'readonly':
        return first;
      default:
        return [{ schema: {} }];
    }
  }

  #record(): JsonObject {
    const properties: [string, JsonObject][] = [];
    const required: string[] = [];
    let others: JsonObject | undefined;
    while (!this.#take('}')) {
      if (this.#take('[')) {
        others = this.#indexSignature();
      } else {
        const { text: name, kind } = this.#next();
        if (kind === 'mark') throw new NotUnderstoodError();
        const mayBeAbsent = this.#take('?');
        const members: TypeMember[] = this.#take(':') ? this.#union() : [{ schema: {} }];
        if (isPropertyName(name)) {
          properties.push([name, anyOf(members)]);
          if (!mayBeAbsent && !members.includes('undefined')) required.push(name);
        }
      }
      if (!this.#take(',') && !this.#take(';') && this.#peek() !== '}') throw new NotUnderstoodError();
    }
    if (properties.length === 0) return { type: 'object', ...(others && { additionalProperties: others }) };
    const closed = this.#records === 'closed' ? { additionalProperties: false } : {};
    return {
      type: 'object',
      properties: Object.fromEntries(properties),
      ...(required.length > 0 && { required: [...new Set(required)] }),
      ...(others ? { additionalProperties: others } : closed),
    };
  }

  /** `[key: string]: T`, behind its first bracket. */
  #indexSignature(): JsonObject {
    this.#next();
    this.#expect(':');
    this.#union();
    this.#expect(']');
    this.#expect(':');
    return anyOf(this.#union());
  }

  #tuple(): JsonObject {
    const members: TypeMember[] = [];
    let length = 0;
    while (!this.#take(']')) {
      for (const member of this.#union()) members.push(member);
      length++;
      if (!this.#take(',') && this.#peek() !== ']') throw new NotUnderstoodError();
    }
    return { type: 'array', items: anyOf(members), minItems: length, maxItems: length };
  }

  #number(): number {
    const token = this.#next();
    if (token.kind !== 'number') throw new NotUnderstoodError();
    return token.value;
  }

  #startsType(): boolean {
    const token = this.#tokens[this.#at];
    return token !== undefined && (token.kind !== 'mark' || '({[*-'.includes(token.text));
  }

  #next(): Token {
    const token = this.#tokens[this.#at++];
    if (token === undefined) throw new NotUnderstoodError();
    return token;
  }

  #peek(): string | undefined {
    const token = this.#tokens[this.#at];
    return token?.kind === 'mark' ? token.text : undefined;
  }

  #take(mark: string): boolean {
    if (this.#peek() !== mark) return false;
    this.#at++;
    return true;
  }

  #expect(mark: string): void {
    if (!this.#take(mark)) throw new NotUnderstoodError();
  }
}

function arrayOf(members: TypeMember[]): TypeMember {
  const items = anyOf(members);
  return { schema: Object.keys(items).length === 0 ? { type: 'array' } : { type: 'array', items } };
}
