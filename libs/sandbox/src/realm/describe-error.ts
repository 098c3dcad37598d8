/** What may be known of a thrown thing, which can be anything and do anything when it is read. */
import { isObject, read, slice, stringify, toText } from './primordials.js';

export const MAX_ERROR_CHARS = 4096;
const MAX_NAME_CHARS = 128;

export interface DescribedError {
  name: string;
  message: string;
  stack: string;
}

function textOf(value: unknown): string | undefined {
  try {
    return isObject(value) ? stringify(value) : toText(value);
  } catch {
    return undefined;
  }
}

export function describeError(error: unknown): DescribedError {
  if (!isObject(error)) {
    return { name: 'Error', message: slice(textOf(error) ?? '', 0, MAX_ERROR_CHARS), stack: '' };
  }
  const name = read(error, 'name');
  const message = read(error, 'message');
  const stack = read(error, 'stack');
  const text = typeof message === 'string' ? message : textOf(error);
  const kind = typeof error === 'function' ? 'a function' : 'an object';
  return {
    name:
      typeof name === 'string' && typeof error === 'object' && name !== '' ? slice(name, 0, MAX_NAME_CHARS) : 'Error',
    message: typeof text === 'string' ? slice(text, 0, MAX_ERROR_CHARS) : `The script threw ${kind} without a message.`,
    stack: typeof stack === 'string' ? slice(stack, 0, MAX_ERROR_CHARS * 2) : '',
  };
}

/** An error as one text, with its stack where it has one. */
export function errorText(error: unknown): string {
  const { name, message, stack } = describeError(error);
  return stack === '' ? `${name}: ${message}` : stack;
}
