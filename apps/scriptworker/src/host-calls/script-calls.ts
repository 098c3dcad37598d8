/**
 * `IafScriptEngine.callFunction`: finds the script of the run's namespace that declares a function, in its newest version.
 * The sandbox runs it, in the run that calls and within its limits.
 */
import { ToolrackError } from '#libs/errors';
import type { ScriptCall, ScriptSource } from '#libs/sandbox';
import type { HostCallContext, ScriptVersions } from '#libs/script-runner';
import type { ScriptReader } from '../script-reader.js';

export class ScriptCalls {
  readonly #reader: Pick<ScriptReader, 'declaring'>;
  readonly #versions: ScriptVersions;

  constructor({ reader, versions }: { reader: Pick<ScriptReader, 'declaring'>; versions: ScriptVersions }) {
    this.#reader = reader;
    this.#versions = versions;
  }

  /** @throws ToolrackError `NotFound` when no script of the namespace declares the function */
  async call({ userType, functionName }: ScriptCall, run: HostCallContext): Promise<ScriptSource> {
    const { namespace, principal } = run;
    const found = await this.#reader.declaring({ userType, functionName, namespace });
    if (found === undefined) {
      throw new ToolrackError(
        'NotFound',
        `No script with the _userType "${userType}" declares a function ${functionName}.`,
      );
    }
    const { source } = await this.#versions.get(found.versionId, { namespace, principal });
    return { source, functions: found.functions };
  }
}
