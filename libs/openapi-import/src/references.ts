/** Follows `$ref`s within the document. Nothing is ever fetched. */
import { isJsonObject, type JsonObject, type JsonValue } from '#libs/contracts';
import { OperationRefused } from './api-operation.js';

/** References that lead to references. */
const MAX_HOPS = 20;

export interface Resolved {
  value: JsonObject;
  /** The references on the way, outermost first; none when the value stands in its place. */
  through: readonly string[];
}

const short = (text: string): string => JSON.stringify(text.slice(0, 200));

export class References {
  readonly #document: JsonObject;
  readonly #found = new Map<string, JsonValue | undefined>();

  constructor(document: JsonObject) {
    this.#document = document;
  }

  /**
   * The object that a value is or refers to.
   *
   * @param what it is, for messages
   * @throws OperationRefused for a reference that leads out of the document, nowhere, in a circle, or to no object
   */
  resolve(value: JsonValue | undefined, what: string): Resolved {
    const through: string[] = [];
    let current = value;
    while (isJsonObject(current) && typeof current.$ref === 'string') {
      const reference = current.$ref;
      if (through.includes(reference) || through.length === MAX_HOPS) {
        throw new OperationRefused(
          'UnresolvedReference',
          `${what} refers to ${short(reference)}, which leads in a circle`,
        );
      }
      through.push(reference);
      current = this.#target(reference, what);
    }
    if (isJsonObject(current)) return { value: current, through };
    throw new OperationRefused('MalformedOperation', `${what} must be an object`);
  }

  #target(reference: string, what: string): JsonValue {
    if (!reference.startsWith('#')) {
      throw new OperationRefused(
        'RemoteReference',
        `${what} refers to ${short(reference)}; references are followed within the document only`,
      );
    }
    const found = this.#find(reference);
    if (found !== undefined) return found;
    throw new OperationRefused('UnresolvedReference', `${what} refers to ${short(reference)}, where there is nothing`);
  }

  #find(reference: string): JsonValue | undefined {
    if (this.#found.has(reference)) return this.#found.get(reference);
    const found = this.#walk(reference);
    this.#found.set(reference, found);
    return found;
  }

  /** A JSON pointer (RFC 6901) in a URI fragment. */
  #walk(reference: string): JsonValue | undefined {
    let pointer: string;
    try {
      pointer = decodeURIComponent(reference.slice(1));
    } catch {
      return undefined;
    }
    if (pointer === '') return this.#document;
    if (!pointer.startsWith('/')) return undefined;
    let current: JsonValue | undefined = this.#document;
    for (const step of pointer.slice(1).split('/')) {
      const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
      if (Array.isArray(current)) current = /^\d{1,7}$/.test(key) ? current[Number(key)] : undefined;
      else current = isJsonObject(current) && Object.hasOwn(current, key) ? current[key] : undefined;
    }
    return current;
  }
}
