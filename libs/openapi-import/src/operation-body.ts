/** The body of an operation's request: JSON, a form or text. Members of an object become arguments of their own. */
import { isJsonObject, type JsonObject, type JsonValue } from '#libs/contracts';
import type { DocumentOperation } from './api-document.js';
import { type ApiBody, OperationRefused, PARAMETER_STYLES, type Writing } from './api-operation.js';
import type { ArgumentNames, PlannedArgument } from './arguments.js';
import { type BodyMember, bodyMembers } from './body-members.js';
import type { References } from './references.js';

export interface PlannedBody {
  body: ApiBody;
  planned: PlannedArgument[];
}

interface Media {
  contentType: string;
  encoding: ApiBody['encoding'];
  media: JsonObject;
}

/** In the order of preference. */
const ENCODINGS: readonly [ApiBody['encoding'], RegExp][] = [
  ['json', /^(?:application\/(?:[\w.+-]+\+)?json|\*\/\*)\s*(?:;|$)/i],
  ['form', /^application\/x-www-form-urlencoded\s*(?:;|$)/i],
  ['text', /^text\/plain\s*(?:;|$)/i],
];
const MEDIA_TYPE = /^[\w.+-]{1,100}\/[\w.+-]{1,100}(?:\s*;\s*[\w-]{1,30}=[\w.-]{1,60})?$/;

/** @throws OperationRefused for a body that is needed and cannot be made */
export function plannedBody(
  { operation, method }: DocumentOperation,
  { references, names }: { references: References; names: ArgumentNames },
): PlannedBody | undefined {
  // Neither has a body that means anything (RFC 9110, 9.3.1).
  if (operation.requestBody === undefined || method === 'GET' || method === 'HEAD') return undefined;
  const { value: request } = references.resolve(operation.requestBody, 'the request body');
  const isRequired = request.required === true;
  const found = mediaOf(request, references);
  if (found === undefined) {
    if (!isRequired) return undefined;
    const types = isJsonObject(request.content)
      ? Object.keys(request.content).slice(0, 5).join(', ').slice(0, 200)
      : '';
    throw new OperationRefused(
      'UnsupportedBody',
      `needs a body of ${types || 'no known type'}; JSON, forms and plain text are sent`,
    );
  }
  const { contentType, encoding, media } = found;
  const writings = encoding === 'form' ? formWritings(media, references) : [];
  const fixed = { contentType, encoding, required: isRequired, writings };
  const members = encoding === 'text' ? undefined : bodyMembers(media.schema, references);
  if (members === undefined) {
    const argument = names.name('body', 'body');
    const planned = {
      argument,
      required: isRequired,
      schema: encoding === 'text' ? { type: 'string' } : media.schema,
      texts: request,
    };
    return { body: { ...fixed, argument, members: [] }, planned: [planned] };
  }
  const named = members.map((member) => ({ ...member, argument: names.name(member.name, 'body') }));
  return {
    body: { ...fixed, members: named.map(({ argument, name }) => ({ argument, name })) },
    planned: named.map((member) => plannedMember(member, isRequired)),
  };
}

/** A member that the body needs can be left out together with the body, where that is not needed. */
function plannedMember(
  { argument, required, schema }: BodyMember & { argument: string },
  isBodyRequired: boolean,
): PlannedArgument {
  const note = required && !isBodyRequired ? { note: 'Required when anything of the body is given.' } : {};
  return { argument, required: required && isBodyRequired, schema, texts: {}, ...note };
}

function mediaOf({ content }: JsonObject, references: References): Media | undefined {
  const entries = isJsonObject(content) ? Object.entries(content) : [];
  for (const [encoding, pattern] of ENCODINGS) {
    const found = entries.find(([type]) => pattern.test(type));
    if (found === undefined) continue;
    const [type, media] = found;
    return {
      contentType: MEDIA_TYPE.test(type) ? type : 'application/json',
      encoding,
      media: references.resolve(media, 'the content of the body').value,
    };
  }
  return undefined;
}

/** How members of a form are written that have an encoding of their own (OpenAPI 3.1, 4.8.15). */
function formWritings({ encoding }: JsonObject, references: References): Writing[] {
  if (!isJsonObject(encoding)) return [];
  return Object.entries(encoding).flatMap(([name, given]) => {
    const { style, explode, contentType, allowReserved } = references.resolve(given, 'an encoding').value;
    const written = styleOf(style, contentType);
    if (written === undefined) return [];
    const explodes = typeof explode === 'boolean' ? explode : written === 'form' || written === 'deepObject';
    return [{ name, style: written, explode: explodes, ...(allowReserved === true ? { allowReserved } : {}) }];
  });
}

function styleOf(style: JsonValue | undefined, contentType: JsonValue | undefined): Writing['style'] | undefined {
  if (style === undefined) return typeof contentType === 'string' && /json/i.test(contentType) ? 'json' : undefined;
  const known = PARAMETER_STYLES.find((one) => one === style);
  return known === undefined || ['matrix', 'label', 'simple', 'json'].includes(known) ? undefined : known;
}
