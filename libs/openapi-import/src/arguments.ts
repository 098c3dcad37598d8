/** What of an operation becomes an argument of its tool, under which name. */
import type { JsonObject, JsonValue } from '#libs/contracts';

/** One value that a caller gives, before its schema is made. */
export interface PlannedArgument {
  argument: string;
  required: boolean;
  schema: JsonValue | undefined;
  /** Texts of the parameter, which say more than those of its schema. */
  texts: JsonObject;
  /** Ends its description. */
  note?: string;
}

const MAX_NAME_CHARS = 64;

/**
 * Gives names to arguments: what models and their providers take (letters, digits, `_`, `.` and `-`), each once. A name
 * that is taken gets its place before it, then a number behind it.
 */
export class ArgumentNames {
  readonly #taken = new Set<string>();

  /** @param place `path`, `query`, `header` or `body` */
  name(given: string, place: string): string {
    const plain = cleaned(given) || place;
    const isFree = (name: string): boolean =>
      !this.#taken.has(name) && !(name in Object.prototype) && name !== 'prototype';
    let name = plain.slice(0, MAX_NAME_CHARS);
    if (!isFree(name)) name = `${place}_${plain}`.slice(0, MAX_NAME_CHARS);
    for (let count = 2; !isFree(name); count++) {
      const end = `_${count}`;
      name = `${place}_${plain}`.slice(0, MAX_NAME_CHARS - end.length) + end;
    }
    this.#taken.add(name);
    return name;
  }
}

/** `filter[name]` → `filter_name`, `$top` → `top`, `expand[]` → `expand`, `_limit` as it is. */
function cleaned(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9_.-]+/g, '_');
  const front = /^[A-Za-z0-9_.-]/.test(name) ? plain : plain.replace(/^_+/, '');
  return /[A-Za-z0-9_.-]$/.test(name) ? front : front.replace(/_+$/, '');
}
