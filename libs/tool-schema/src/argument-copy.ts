import { type JsonObject, type JsonValue } from '#libs/contracts';
import { type FieldProblem } from '#libs/errors';
import { childPath } from './json-path.js';

export interface ArgumentCopy {
  value: JsonObject;
  /** Values of any kind, the object itself included. */
  values: number;
  /** Characters of all strings and names. */
  characters: number;
  problem: FieldProblem | undefined;
}

/** Copies the arguments of a call and takes their measure. What is nested deeper than `maxDepth` is a problem. */
export function copyArguments(args: JsonObject, maxDepth: number): ArgumentCopy {
  const copier = new ArgumentCopier(maxDepth);
  const value = copier.copyObject(args);
  const { values, characters, problem } = copier;
  return { value, values, characters, problem };
}

class ArgumentCopier {
  values = 0;
  characters = 0;
  problem: FieldProblem | undefined;
  readonly #maxDepth: number;
  /** Keys from the root to the value that is being copied. */
  readonly #keys: (string | number)[] = [];

  constructor(maxDepth: number) {
    this.#maxDepth = maxDepth;
  }

  copyObject(object: JsonObject): JsonObject {
    this.values += 1;
    const copy: JsonObject = {};
    for (const [key, member] of Object.entries(object)) {
      this.characters += key.length;
      this.#keys.push(key);
      // Assigned, it would change the prototype of the copy.
      if (key === '__proto__') this.#refuse('is a name that is not allowed');
      else copy[key] = this.#copy(member);
      this.#keys.pop();
    }
    return copy;
  }

  #copy(value: JsonValue): JsonValue {
    if (typeof value !== 'object' || value === null) {
      this.values += 1;
      if (typeof value === 'string') this.characters += value.length;
      return value;
    }
    if (this.#keys.length > this.#maxDepth) {
      this.#refuse(`is nested deeper than the ${this.#maxDepth} levels that this tool takes`);
      return null;
    }
    if (!Array.isArray(value)) return this.copyObject(value);
    this.values += 1;
    return value.map((item, index) => {
      this.#keys.push(index);
      const copy = this.#copy(item);
      this.#keys.pop();
      return copy;
    });
  }

  #refuse(message: string): void {
    this.problem ??= { path: this.#keys.reduce<string>(childPath, ''), message };
  }
}
