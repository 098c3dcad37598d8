import { type JsonObject } from '#libs/contracts';

/** A function that a tool can name: a `function` declaration at the top level of a script. */
export interface ScriptFunction {
  name: string;
  /** As written: a destructured parameter is its source text, a rest parameter starts with `...`. */
  parameters: string[];
  async: boolean;
  title?: string;
  description?: string;
  category?: string;
  tags: string[];
  /** JSON Schema of the first parameter, `type: "object"`; absent when nothing is known about it. */
  inputSchema?: JsonObject;
  /** JSON Schema of the result, `type: "object"`; absent when the result is not documented as an object. */
  outputSchema?: JsonObject;
  /** Line of the declaration, from 1. */
  line: number;
}

/** Why a script cannot be stored. `line` and `column` count from 1. */
export interface ScriptProblem {
  message: string;
  line: number;
  column: number;
}

export type ScriptAnalysis = { ok: true; functions: ScriptFunction[] } | { ok: false; problem: ScriptProblem };
