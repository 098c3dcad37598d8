import { CommandError } from '../command-error.js';
import { define, type Document, isDocument, own } from '../values/bson.js';
import { isIndex, type Path } from '../values/path.js';

/** How far past its end an array may be written; what lies between becomes null. */
const MAX_PADDING = 1_500_000;

/** The value at a path whose numbers are indexes of arrays. */
export function fieldAt(document: Document, path: Path): unknown {
  let value: unknown = document;
  for (const name of path) {
    if (Array.isArray(value)) value = isIndex(name) ? value[Number(name)] : undefined;
    else value = isDocument(value) ? own(value, name) : undefined;
  }
  return value;
}

/** Sets the value at a path; documents that are missing on the way are made. @throws CommandError PathNotViable */
export function putAt(document: Document, path: Path, value: unknown): void {
  let holder: unknown = document;
  for (const [i, name] of path.entries()) {
    const last = i === path.length - 1;
    if (Array.isArray(holder) && isIndex(name)) {
      const index = Number(name);
      if (index > holder.length + MAX_PADDING)
        throw new CommandError('BadValue', `cannot write the element ${name}, far past the end`);
      while (holder.length < index) holder.push(null);
      if (last) holder[index] = value;
      else holder = holder[index] ??= {};
    } else if (isDocument(holder)) {
      if (last) define(holder, name, value);
      else {
        if (own(holder, name) === undefined) define(holder, name, {});
        holder = own(holder, name);
      }
    } else {
      throw new CommandError(
        'PathNotViable',
        `Cannot create field '${name}' in element '${path.slice(0, i).join('.')}'`,
      );
    }
  }
}

/** Removes a field; an element of an array becomes null. */
export function removeAt(document: Document, path: Path): void {
  const holder = fieldAt(document, path.slice(0, -1));
  const name = path.at(-1) ?? '';
  if (Array.isArray(holder)) {
    if (isIndex(name) && Number(name) < holder.length) holder[Number(name)] = null;
  } else if (isDocument(holder)) Reflect.deleteProperty(holder, name);
}

export function crossesArray(document: Document, path: Path): boolean {
  return path.some((_name, i) => i > 0 && Array.isArray(fieldAt(document, path.slice(0, i))));
}
