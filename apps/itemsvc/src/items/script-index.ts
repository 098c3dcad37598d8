import type { ItemClass, JsonValue, ScriptFunction } from '#libs/contracts';
import type { FieldProblem } from '#libs/errors';
import type { ScriptAnalysis } from '../script-analysis/script-analysis.js';
import type { ItemVersionRecord } from './item.record.js';

/** What a version keeps of the reading of its script; nothing of other data. */
export type ReadScript = Pick<ItemVersionRecord, '_language' | '_javascript' | '_functions'>;

/** What is known of an item's data before it is stored. */
export type DataCheck =
  { functions: ScriptFunction[]; script: ReadScript; problems: [] } | { problems: [FieldProblem, ...FieldProblem[]] };

/** Data of a version that is to be stored. */
export interface NewData {
  itemClass: ItemClass;
  userData: JsonValue | undefined;
  /** Where the data stands in the request. */
  path: string;
}

/**
 * Checks the data of a new version: that of a script must be a script, whose functions are then known.
 *
 * @param read reads a source as a script
 */
export async function checkUserData(
  { itemClass, userData, path }: NewData,
  read: (source: string) => Promise<ScriptAnalysis>,
): Promise<DataCheck> {
  if (itemClass !== 'Script') return { functions: [], script: {}, problems: [] };
  if (typeof userData !== 'string') {
    const message =
      userData === undefined ? 'is required: a script has a source' : 'must be the source text of the script';
    return { problems: [{ path, message }] };
  }
  const analysis = await read(userData);
  if (analysis.ok) {
    const { functions, language, javascript } = analysis;
    const script = {
      _language: language,
      ...(javascript === undefined ? {} : { _javascript: javascript }),
      _functions: functions,
    };
    return { functions, script, problems: [] };
  }
  const { message, line, column } = analysis.problem;
  return { problems: [{ path, message: `line ${line}, column ${column}: ${message}` }] };
}

/** Function keys that one request may store: each is an entry of a unique index. */
export const MAX_FUNCTION_KEYS = 20_000;

/** Says of scripts what is too much of them. @param count functions times namespaces */
export function tooManyFunctionsMessage(count: number): string {
  return `functions times namespaces come to ${count} in this request; at most ${MAX_FUNCTION_KEYS} are possible`;
}

/** Keys under which no two scripts may be stored. */
export function functionKeys(owner: {
  namespaces: readonly string[];
  userType: string;
  functions: readonly ScriptFunction[];
}): string[] {
  return owner.namespaces.flatMap((namespace) =>
    owner.functions.map(({ name }) => `${namespace}/${owner.userType}/${name}`),
  );
}

/** Says of a taken key what is taken, and what to do. */
export function takenFunctionMessage(key: string): string {
  const [namespace = '', userType = '', name = ''] = key.split('/');
  return `another script of type "${userType}" in the namespace "${namespace}" already declares the function "${name}"; rename one of them, or give one of the scripts another _userType`;
}
