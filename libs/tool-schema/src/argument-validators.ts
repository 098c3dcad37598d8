/**
 * Validators are compiled when a tool is first called, and take far more memory than the schemas that they are made of:
 * those that were used last are kept.
 */
import { LRUCache } from 'lru-cache';
import { type JsonObject } from '#libs/contracts';
import { type ArgumentValidator, CompiledArgumentValidator } from './argument-validator.js';

export class ArgumentValidators {
  readonly #kept: LRUCache<JsonObject, CompiledArgumentValidator>;

  /** @param maxBytes of all that are kept, by estimate; a single larger one is not */
  constructor(maxBytes: number) {
    this.#kept = new LRUCache({ maxSize: maxBytes, sizeCalculation: ({ bytes }) => bytes });
  }

  /** How many are kept. */
  get size(): number {
    return this.#kept.size;
  }

  /**
   * @param schema the same object for the same tool: it is known by that, and must not change
   * @throws ToolrackError as `compileToolSchema`
   */
  of(schema: JsonObject): ArgumentValidator {
    const kept = this.#kept.get(schema);
    if (kept !== undefined) return kept;
    const validator = CompiledArgumentValidator.of(schema);
    this.#kept.set(schema, validator);
    return validator;
  }
}
