/** What JSDoc in front of a member of a type says of it, as JSON Schema keywords. */
import { type Comment } from 'acorn';
import { type JsonObject, type JsonValue } from '#libs/contracts';
import { defaultFromText } from './default-value.js';
import { readPropertyDoc } from './jsdoc.js';

/** Keywords whose tag has their name. */
const NUMBERS = new Set(['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf']);
const COUNTS = new Set(['minLength', 'maxLength', 'minItems', 'maxItems']);
const TEXTS = new Set(['format', 'pattern']);
const MAX_TEXT_LENGTH = 4_096;

export class MemberDocs {
  readonly #source: string;
  /** JSDoc comments in the order of the source. */
  readonly #comments: readonly Comment[];

  constructor(source: string, comments: readonly Comment[]) {
    this.#source = source;
    this.#comments = comments.filter(({ type, value }) => type === 'Block' && value.startsWith('*'));
  }

  /**
   * Completes the schema of a member.
   *
   * @param start where the member stands, and `after` where what is before it ends: the last comment between counts
   */
  complete(schema: JsonObject, { after, start }: { after: number; start: number }): JsonObject {
    const comment = this.#lastBefore(start);
    if (comment === undefined || comment.start < after) return schema;
    const { description, tags } = readPropertyDoc(this.#source.slice(comment.start, comment.end));
    const completed: JsonObject = { ...schema };
    if (tags.get('type') === '{integer}' && schema['type'] === 'number') completed['type'] = 'integer';
    if (description !== '') completed['description'] = description.slice(0, MAX_TEXT_LENGTH);
    for (const [tag, text] of tags) {
      const value = valueOf(tag, text, completed);
      if (value !== undefined) completed[tag] = value;
    }
    return completed;
  }

  #lastBefore(start: number): Comment | undefined {
    let low = 0;
    let high = this.#comments.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#comments[middle]?.start ?? Infinity) < start) low = middle + 1;
      else high = middle;
    }
    return this.#comments[low - 1];
  }
}

/** The value of a keyword, or undefined when the tag is none or does not fit what it describes. */
function valueOf(tag: string, text: string, schema: JsonObject): JsonValue | undefined {
  if (tag === 'default') return defaultFromText(text, schema);
  if (TEXTS.has(tag)) return text !== '' && text.length <= MAX_TEXT_LENGTH ? text : undefined;
  if (text === '') return undefined;
  const value = Number(text);
  if (NUMBERS.has(tag)) return Number.isFinite(value) && (tag !== 'multipleOf' || value > 0) ? value : undefined;
  return COUNTS.has(tag) && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
