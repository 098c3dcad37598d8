import { type ScriptFunction } from '#libs/contracts';

/** Why a script cannot be stored. `line` and `column` count from 1. */
export interface ScriptProblem {
  message: string;
  line: number;
  column: number;
}

export type ScriptAnalysis = { ok: true; functions: ScriptFunction[] } | { ok: false; problem: ScriptProblem };
