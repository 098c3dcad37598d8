import { isJsonObject, type JsonValue } from '#libs/contracts';

const PLAIN_NAME = /^[\w$-]+$/;

/** Path of a member, as problems show it: `a.b`, `a[0]`, `a["not plain"]`. An empty `path` is the root. */
export function childPath(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  if (!PLAIN_NAME.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}

/** One step of a JSON pointer (RFC 6901, section 3), as it stands in a URI fragment (section 6). */
export function pointerStep(key: string | number): string {
  return `/${encodeURIComponent(String(key).replaceAll('~', '~0').replaceAll('/', '~1'))}`;
}

/** Readable path of the value that a JSON pointer names in `root`; `path` is the path of `root` itself. */
export function pathOfPointer(pointer: string, root: JsonValue, path: string): string {
  let value: JsonValue | undefined = root;
  let result = path;
  for (const step of pointer.split('/').slice(1)) {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(value)) {
      result = childPath(result, Number(key));
      value = value[Number(key)];
    } else {
      result = childPath(result, key);
      value = isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
    }
  }
  return result;
}
