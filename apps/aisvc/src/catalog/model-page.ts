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
/** The last entry that the caller has. */
const AFTER = '_after';

const NEXT_SCHEMA: JsonObject = {
  type: 'object',
  description: 'There is more: call again with the same arguments and these. Absent at the end of the list',
  properties: { _after: { type: 'string' }, _offset: { type: 'integer' }, _pageSize: { type: 'integer' } },
  required: ['_pageSize'],
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

/** A call of an operation that answers with a list, and its arguments. */
export interface ListCall {
  operation: PlatformOperation;
  values: JsonObject;
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

/** Whether a list can be gone on with after an entry: it can where no order of the caller's own is in the way. */
function goesOnAfter({ parameters }: PlatformOperation, { sort }: JsonObject): boolean {
  return parameters.some(({ name }) => name === AFTER) && !(isJsonObject(sort) && Object.keys(sort).length > 0);
}

/** An offset of the call's own would count from the entry. */
const isSkipping = ({ _offset }: JsonObject): boolean => _offset !== undefined && _offset !== 0;

/**
 * What to call with, beside the arguments of the call, for what comes after the first entries. What is stored or deleted
 * meanwhile moves an offset, and not what comes after an entry.
 */
function nextOf({ _offset, _pageSize, _list }: ListAnswer, kept: number, { operation, values }: ListCall): JsonObject {
  const last = _list[kept - 1];
  const id = isJsonObject(last) ? last._id : undefined;
  if (typeof id !== 'string' || !goesOnAfter(operation, values)) return { _offset: _offset + kept, _pageSize };
  return { _after: id, ...(isSkipping(values) ? { _offset: 0 } : {}), _pageSize };
}

/** The page with its first entries. What tells of the rest comes before them, in case they are cut. */
function startOf(answer: ListAnswer, kept: number, call: ListCall): JsonObject {
  const { _list, ...rest } = answer;
  const more = kept > 0 && rest._offset + kept < rest._total;
  return {
    ...rest,
    ...(more ? { _next: nextOf(answer, kept, call) } : {}),
    _list: kept === _list.length ? _list : _list.slice(0, kept),
  };
}

const bytesOf = (value: JsonValue): number => Buffer.byteLength(JSON.stringify(value));

/**
 * A page with as many of its entries as fit into the bytes of JSON text, at least one; what it leaves out is on the
 * next. An answer that is no page stays as it is.
 */
export function modelPage(answer: JsonObject, maxBytes: number, call: ListCall): JsonObject {
  if (!isListAnswer(answer)) return answer;
  const { _list, ...rest } = answer;
  const whole = startOf(answer, _list.length, call);
  if (bytesOf(whole) <= maxBytes) return whole;
  let bytes = bytesOf({ ...rest, _next: {}, _list: [] });
  let kept = 0;
  for (const entry of _list) {
    bytes += bytesOf(entry) + 1;
    if (bytes + bytesOf(nextOf(answer, kept + 1, call)) > maxBytes) break;
    kept += 1;
  }
  return startOf(answer, Math.max(kept, 1), call);
}
