import { isDeepStrictEqual } from 'node:util';
import { needsGrants, type Principal } from '#libs/access';
import type { ScriptFunction, ScriptFunctionEntry, ToolScript } from '#libs/contracts';

/** Functions by name. */
export type Declared = ReadonlyMap<string, ScriptFunctionEntry>;
/** The functions of the newest versions by `_userType`, then by name. */
export type NewestFunctions = ReadonlyMap<string, Declared>;
/** The functions of other versions by the id of the version, then by name. */
export type PinnedFunctions = ReadonlyMap<string, Declared>;

const MOST_NAMES = 20;
/** Stands before the names of what is declared instead. */
const DECLARED = '; declared: ';

/** Says of a function why it is not there. */
export interface MissingFunction {
  readonly missing: string;
}

export function isMissing(declared: ScriptFunction | MissingFunction): declared is MissingFunction {
  return 'missing' in declared;
}

/**
 * What is wrong with a function, as the principal is told it. Whoever sees a tool need not be able to read its script: for
 * users, the names of the other functions are left out.
 */
export function toldTo(principal: Principal, problem: string): string {
  return needsGrants(principal) ? withoutNames(problem) : problem;
}

/** What is wrong with a function, without the names of the others. */
export function withoutNames(problem: string): string {
  const [first = problem] = problem.split(DECLARED);
  return first;
}

/** What the scripts of a namespace declare, in their newest versions and in those that tools are pinned to. */
export class ScriptFunctions {
  readonly #newest: NewestFunctions;
  readonly #pinned: PinnedFunctions;

  constructor(newest: NewestFunctions, pinned: PinnedFunctions = new Map()) {
    this.#newest = newest;
    this.#pinned = pinned;
  }

  /** The function that a tool calls, or why there is none. */
  lookUp(script: ToolScript): ScriptFunctionEntry | MissingFunction {
    const { _userType, _scriptName, _versionId } = script;
    const declared = _versionId === undefined ? this.#newest.get(_userType) : this.#pinned.get(_versionId);
    const found = declared?.get(_scriptName);
    return found?._userType === _userType ? found : { missing: this.#whyMissing(script) };
  }

  /** Whether the others are the same functions, in the same versions. */
  equals(others: ScriptFunctions): boolean {
    return this.#newest === others.#newest && isDeepStrictEqual(this.#pinned, others.#pinned);
  }

  /** The functions that scripts of the type declare in their newest versions; undefined when they declare none. */
  ofType(userType: string): Declared | undefined {
    return this.#newest.get(userType);
  }

  #whyMissing({ _userType, _scriptName, _version, _versionId }: ToolScript): string {
    if (_versionId !== undefined) {
      const [other] = this.#pinned.get(_versionId)?.values() ?? [];
      const what = `version ${String(_version)} of the script, which the tool is pinned to,`;
      if (other === undefined) return `${what} is gone: the script was deleted, or is in the namespace no longer`;
      return other._userType === _userType
        ? `${what} does not declare the function "${_scriptName}"`
        : `${what} is of type "${other._userType}" now, and not "${_userType}"`;
    }
    const declared = this.#newest.get(_userType);
    return `no script of type "${_userType}" declares the function "${_scriptName}" any more${DECLARED}${namesOf([...(declared?.keys() ?? [])])}`;
  }
}

/** The names of functions, for people; not more than they read. */
export function namesOf(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  const more = names.length - MOST_NAMES;
  return names.slice(0, MOST_NAMES).join(', ') + (more > 0 ? ` and ${String(more)} more` : '');
}
