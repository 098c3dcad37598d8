/** Names of the operations of a document as tools: the same document always gives the same names, each once. */
import { createHash } from 'node:crypto';

/** What a tool's name may have, the name of the service and the sign between them included. */
const MAX_TOOL_NAME_CHARS = 64;
const HASH_CHARS = 6;

export interface NamedOperation {
  /** `GET /pets/{petId}`; no two are equal. */
  key: string;
  operationId: string | undefined;
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, HASH_CHARS);

/** `repos/list-for-org` → `repos_list-for-org`; `GET /pets/{petId}` → `get_pets_petId`. */
function cleaned({ key, operationId }: NamedOperation): string {
  const plain = (text: string): string => text.replace(/[^A-Za-z0-9_-]+/g, '_').replace(/^_+|_+$/g, '');
  const own = plain(operationId ?? '');
  if (own !== '') return own;
  const [method = '', path = ''] = key.split(' ');
  return [method.toLowerCase(), plain(path)].filter((part) => part !== '').join('_');
}

/**
 * `<operation>_<service>` for each operation, by its key. A name that is too long, or that an operation before it has, ends
 * with a digest of the key.
 */
export function toolNames(operations: readonly NamedOperation[], serviceName: string): Map<string, string> {
  const maxChars = MAX_TOOL_NAME_CHARS - serviceName.length - 1;
  const taken = new Set<string>();
  const names = new Map<string, string>();
  for (const operation of operations) {
    const whole = cleaned(operation);
    let name = whole.length <= maxChars && !taken.has(whole) ? whole : undefined;
    for (let attempt = 0; name === undefined || taken.has(name); attempt++) {
      const salt = attempt === 0 ? '' : String(attempt);
      name = `${whole.slice(0, maxChars - HASH_CHARS - 1)}_${hashOf(operation.key + salt)}`;
    }
    taken.add(name);
    names.set(operation.key, `${name}_${serviceName}`);
  }
  return names;
}
