/** What a document says to people, cut to what a model should read. */
import type { JsonObject, JsonValue } from '#libs/contracts';
import { isLongEnum, isScalar } from './plain-keywords.js';
import { holdsUnseen, withoutUnseen } from './unseen.js';

/** Marks of HTML that descriptions are written with; a model reads the words. */
const HTML =
  /<\/?(?:a|b|br|code|div|em|h[1-6]|i|li|ol|p|pre|span|strong|table|tbody|td|th|thead|tr|ul)(?:\s[^<>]{0,300})?\/?>/gi;
const MAX_VALUE_CHARS = 100;
const SHOWN_VALUES = 20;

/** The text of at most so many characters; one that is cut ends at a word, with a mark. */
export function cutText(text: string, maxChars: number): string {
  // Bounded before it is looked through.
  const plain = withoutUnseen(text.slice(0, 10 * maxChars).replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n'))
    .replace(HTML, '')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
    .toWellFormed();
  if (plain.length <= maxChars) return plain;
  const kept = plain.slice(0, maxChars - 1);
  const space = kept.search(/\s\S*$/);
  return `${(space > maxChars / 2 ? kept.slice(0, space) : kept).trimEnd().toWellFormed()}…`;
}

/** A schema, or what is said beside one. */
type Said = Readonly<Record<string, JsonValue | undefined>>;

/** `description` and `examples` of a schema. Defaults are the API's to fill in, so they are told and not acted upon. */
export function describedText(schema: Said, maxChars: number): JsonObject {
  // A title of one word is the name of a type.
  const text = [schema.description, schema.title].find(
    (one, index) => typeof one === 'string' && (index === 0 ? /\S/ : /\S\s+\S/).test(one),
  );
  const parts = [
    ...(typeof text === 'string' ? [cutText(text, maxChars)] : []),
    ...(isScalar(schema.default) && isShort(schema.default)
      ? [`Default: ${cutText(String(schema.default), MAX_VALUE_CHARS)}.`]
      : []),
    ...(Array.isArray(schema.enum) && isLongEnum(schema.enum) ? [`One of ${someOf(schema.enum)}.`] : []),
  ];
  const examples = [schema.example, ...(Array.isArray(schema.examples) ? schema.examples : [])].filter(
    (value) => isScalar(value) && isShort(value) && !holdsUnseen(value),
  );
  const [example] = examples;
  return {
    ...(parts.length === 0 ? {} : { description: parts.join(' ') }),
    ...(example === undefined ? {} : { examples: [example] }),
  };
}

const isShort = (value: JsonValue): boolean => JSON.stringify(value).length <= MAX_VALUE_CHARS;

function someOf(values: JsonValue[]): string {
  const shown = values.slice(0, SHOWN_VALUES).map((value) => cutText(JSON.stringify(value), MAX_VALUE_CHARS));
  return `${shown.join(', ')}${values.length > SHOWN_VALUES ? `, and ${values.length - SHOWN_VALUES} more` : ''}`;
}
