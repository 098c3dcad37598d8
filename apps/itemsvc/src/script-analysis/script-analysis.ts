import { type ScriptFunction, type ScriptLanguage } from '#libs/contracts';

/** Why a script cannot be stored. `line` and `column` count from 1. */
export interface ScriptProblem {
  message: string;
  line: number;
  column: number;
}

/** What a script declares, or why it cannot be stored. */
export type ScriptAnalysis =
  | {
      ok: true;
      language: ScriptLanguage;
      /** What runs of a source in TypeScript: the source with spaces in place of its types. */
      javascript?: string;
      functions: ScriptFunction[];
    }
  | {
      ok: false;
      problem: ScriptProblem;
      /** True when the thread that found the problem can read no TypeScript any more. */
      isBroken?: boolean;
    };
