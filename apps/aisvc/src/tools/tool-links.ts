/**
 * Links definitions of tools with the functions that they name: each must be there now, in the version that the tool is
 * pinned to or in the newest, and say what is to be derived from it. What a client writes of a version, its number or its
 * id, becomes both, so that the tool keeps to that very version whatever becomes of the script.
 */
import type { Principal } from '#libs/access';
import { type GivenToolScript, type ScriptFunctionEntry, TIP_VERSION, type ToolScript } from '#libs/contracts';
import { type FieldProblem, validationFailed } from '#libs/errors';
import { CheckBudget } from '#libs/service-kit';
import type { ScriptDirectory, WantedVersions } from '../scripts/script-directory.js';
import { namesOf, type ScriptFunctions, withoutNames } from '../scripts/script-functions.js';
import { fieldPath, scriptProblems } from './tool-checks.js';
import { derivationProblems, isDerived } from './tool-schemas.js';
import type { ToolRecord } from './tool.record.js';

/** A tool whose function is not looked up yet. */
export type ToolDraft = Omit<ToolRecord, '_script'> & { _script: GivenToolScript };

export interface LinkOptions {
  /** Path of a draft in the request, by its index. */
  pathOf: (index: number) => string;
  /** Whoever must be allowed to read the scripts; those of all count when undefined. */
  reader: Principal | undefined;
}

/** Each is a request to the item service; a version is looked up in each namespace of a tool. */
const MOST_LOOK_UPS = 100;

/** @throws ToolrackError `ValidationFailed` with the problems of all drafts */
export async function linked(
  scripts: ScriptDirectory,
  drafts: readonly ToolDraft[],
  { pathOf, reader }: LinkOptions,
): Promise<ToolRecord[]> {
  const linker = new Linker(scripts, reader);
  const records: ToolRecord[] = [];
  const problems: FieldProblem[] = [];
  const budget = new CheckBudget();
  for (const [index, draft] of drafts.entries()) {
    const path = pathOf(index);
    if (isDerived(draft)) await budget.next(path);
    const link = await linker.link(draft, path);
    problems.push(...link.problems);
    records.push(link.record);
  }
  if (problems.length > 0) throw validationFailed(problems);
  return records;
}

/** The same for one draft, whose fields stand at `path`; who is told what is wrong may not know what else is declared. */
export async function linkedOne(
  scripts: ScriptDirectory,
  draft: ToolDraft,
  { path, reader, hidesNames = false }: Pick<LinkOptions, 'reader'> & { path: string; hidesNames?: boolean },
): Promise<ToolRecord> {
  const { record, problems } = await new Linker(scripts, reader).link(draft, path);
  if (problems.length === 0) return record;
  throw validationFailed(
    hidesNames ? problems.map(({ message, ...problem }) => ({ ...problem, message: withoutNames(message) })) : problems,
  );
}

/** Reads what is looked for by many drafts once. */
class Linker {
  readonly #scripts: ScriptDirectory;
  readonly #reader: Principal | undefined;
  readonly #pins: Pins;
  readonly #newest = new Map<string, ScriptFunctions>();

  constructor(scripts: ScriptDirectory, reader: Principal | undefined) {
    this.#scripts = scripts;
    this.#reader = reader;
    this.#pins = new Pins(scripts, reader);
  }

  /** @returns a record that must not be used when there are problems */
  async link(draft: ToolDraft, path: string): Promise<{ record: ToolRecord; problems: FieldProblem[] }> {
    const { _userType, _scriptName } = draft._script;
    const record = { ...draft, _script: { _userType, _scriptName } };
    if (isPinned(draft._script)) {
      const found = await this.#pins.find(draft._script, draft._namespaces);
      if ('message' in found) {
        return { record, problems: [{ ...found, path: fieldPath(path, `_script.${found.path}`) }] };
      }
      const problems = derivationProblems(draft, found, (field) => fieldPath(path, field));
      return { record: { ...draft, _script: pinnedTo(found) }, problems };
    }
    const problems: FieldProblem[] = [];
    for (const namespace of draft._namespaces) {
      const functions = await this.#functionsNow(namespace);
      problems.push(...scriptProblems(record, functions.ofType(_userType), path));
    }
    return { record, problems };
  }

  async #functionsNow(namespace: string): Promise<ScriptFunctions> {
    const known = this.#newest.get(namespace);
    if (known !== undefined) return known;
    const functions = await this.#scripts.functionsNow(namespace, this.#reader);
    this.#newest.set(namespace, functions);
    return functions;
  }
}

function isPinned({ _version, _versionId }: GivenToolScript): boolean {
  return _versionId !== undefined || typeof _version === 'number';
}

const pinnedTo = ({ name, _userType, _version, _versionId }: ScriptFunctionEntry): ToolScript => ({
  _userType,
  _scriptName: name,
  _version,
  _versionId,
});

/** The versions that the tools of a request are pinned to, each of which is looked for once in a namespace. */
class Pins {
  readonly #scripts: ScriptDirectory;
  readonly #reader: Principal | undefined;
  readonly #known = new Map<string, Promise<ScriptFunctionEntry[]>>();

  constructor(scripts: ScriptDirectory, reader: Principal | undefined) {
    this.#scripts = scripts;
    this.#reader = reader;
  }

  /** The function in the version that is named, or what is wrong with a field of the script. */
  async find(script: GivenToolScript, namespaces: readonly string[]): Promise<ScriptFunctionEntry | FieldProblem> {
    const { _userType: userType, _scriptName: name, _version: version, _versionId: versionId } = script;
    const field = versionId === undefined ? '_version' : '_versionId';
    if (version === TIP_VERSION) {
      return { path: '_version', message: `is "${TIP_VERSION}", where _versionId names a version; give one of them` };
    }
    const [namespace = '', ...others] = namespaces;
    const declared = await this.#read({
      namespace,
      userType,
      ...(versionId === undefined ? { version } : { versionId }),
    });
    const [first] = declared ?? [];
    if (declared === undefined) return tooMany(field);
    if (first === undefined) return { path: field, message: `no script of type "${userType}" has that version` };
    if (version !== undefined && first._version !== version) {
      return { path: '_version', message: `must be ${String(first._version)}, which _versionId names, or be left out` };
    }
    const [found, ...more] = declared.filter((entry) => entry.name === name);
    if (found === undefined) {
      const names = namesOf(declared.map((entry) => entry.name));
      return {
        path: '_scriptName',
        message: `that version does not declare the function "${name}"; declared: ${names}`,
      };
    }
    if (more.length > 0) {
      const ids = [found, ...more].map(({ _versionId }) => _versionId).join(', ');
      return {
        path: '_version',
        message: `several scripts declare the function in it; name one by _versionId: ${ids}`,
      };
    }
    for (const other of others) {
      const there = await this.#read({ namespace: other, userType, versionId: found._versionId });
      if (there === undefined) return tooMany(field);
      if (there.length === 0) return { path: field, message: `is of a script that is not in the namespace "${other}"` };
    }
    return found;
  }

  /** @returns undefined when it is one too many */
  async #read(wanted: WantedVersions): Promise<ScriptFunctionEntry[] | undefined> {
    const key = JSON.stringify(wanted);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (this.#known.size === MOST_LOOK_UPS) return undefined;
    const reading = this.#scripts.versionsNow(wanted, this.#reader);
    this.#known.set(key, reading);
    return reading;
  }
}

function tooMany(path: string): FieldProblem {
  return { path, message: `one request can pin tools to ${String(MOST_LOOK_UPS)} versions at most; make several` };
}
