/**
 * Lists as a model gets them. What a model reads fills its context, so it is given fewer entries than a program when it
 * names no number, no more than the bytes that a result may show, and the arguments that give the next ones.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '#libs/contracts';
import type { PlatformOperation, PlatformParameter } from '#libs/platform-api';

/** Entries of a page whose size is left out. */
export const MODEL_PAGE_SIZE = 20;
/** Says the same as `_offset` and `_pageSize`; two ways are one to get wrong. */
const PAGE_PARAMETER = 'page';

const NEXT_SCHEMA: JsonObject = {
  type: 'object',
  description: 'There is more: call again with the same arguments and these. Absent at the end of the list',
  properties: { _offset: { type: 'integer' }, _pageSize: { type: 'integer' } },
  required: ['_offset', '_pageSize'],
  additionalProperties: false,
};

/** Whether an operation answers with a part of a list, and takes which part. */
export function isPaged({ parameters, responseSchema }: PlatformOperation): boolean {
  const answered = isJsonObject(responseSchema?.properties) ? responseSchema.properties : {};
  return (
    ['_offset', '_pageSize'].every((name) => parameters.some((one) => one.name === name)) &&
    ['_offset', '_total', '_list'].every((name) => name in answered)
  );
}

export function pagedParameters(parameters: readonly PlatformParameter[]): PlatformParameter[] {
  return parameters
    .filter(({ name }) => name !== PAGE_PARAMETER)
    .map((parameter) =>
      parameter.name === '_pageSize'
        ? { ...parameter, schema: { ...parameter.schema, default: MODEL_PAGE_SIZE } }
        : parameter,
    );
}

export function pagedDescription({ description }: PlatformOperation): string {
  return `${description} Answers with ${MODEL_PAGE_SIZE} entries unless _pageSize says otherwise; while there are more, _next holds the arguments to call with again.`;
}

export function pagedOutput(schema: JsonObject): JsonObject {
  return isJsonObject(schema.properties)
    ? { ...schema, properties: { ...schema.properties, _next: NEXT_SCHEMA } }
    : schema;
}

interface ListAnswer extends JsonObject {
  _offset: number;
  _pageSize: number;
  _total: number;
  _list: JsonValue[];
}

function isListAnswer(answer: JsonObject): answer is ListAnswer {
  const { _offset, _pageSize, _total, _list } = answer;
  return [_offset, _pageSize, _total].every((value) => typeof value === 'number') && Array.isArray(_list);
}

/** The page with its first entries. What tells of the rest comes before them, in case they are cut. */
function startOf({ _list, ...rest }: ListAnswer, kept: number): JsonObject {
  const next = rest._offset + kept;
  const more = kept > 0 && next < rest._total;
  return {
    ...rest,
    ...(more ? { _next: { _offset: next, _pageSize: rest._pageSize } } : {}),
    _list: kept === _list.length ? _list : _list.slice(0, kept),
  };
}

/**
 * A page with as many of its entries as fit into the bytes of JSON text, at least one; what it leaves out is on the
 * next. An answer that is no page stays as it is.
 */
export function modelPage(answer: JsonObject, maxBytes: number): JsonObject {
  if (!isListAnswer(answer)) return answer;
  const { _list } = answer;
  const whole = startOf(answer, _list.length);
  if (Buffer.byteLength(JSON.stringify(whole)) <= maxBytes) return whole;
  // The digits of the offset in `_next` differ between pages by a few bytes at most.
  let bytes = Buffer.byteLength(JSON.stringify({ ...startOf(answer, 1), _list: [] })) + 8;
  let kept = 0;
  for (const entry of _list) {
    bytes += Buffer.byteLength(JSON.stringify(entry)) + 1;
    if (bytes > maxBytes) break;
    kept += 1;
  }
  return startOf(answer, Math.max(kept, 1));
}
