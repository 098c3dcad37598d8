/** The scripts that a run's script called: their file names, and what the host answered for them. */
import { calledFile } from './script-position.js';
import type { ScriptSource } from './sandbox.types.js';

/** Names of function declarations; whatever else a list of functions holds cannot be one. */
const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

export class CalledScripts {
  /** `_userType` by file name. */
  readonly files = new Map<string, string>();
  private readonly calls = new Map<number, string>();

  /** @param json a `ScriptCall` */
  asked(call: number, json: string): void {
    this.calls.set(call, text(member(JSON.parse(json), 'userType')));
  }

  has(call: number): boolean {
    return this.calls.has(call);
  }

  /** @param json the `ScriptSource` that the host answered with */
  answered(call: number, json: string): ScriptSource & { filename: string } {
    const userType = this.calls.get(call) ?? '';
    this.calls.delete(call);
    const answer: unknown = JSON.parse(json);
    const functions = member(answer, 'functions');
    const filename = calledFile(userType);
    this.files.set(filename, userType);
    return {
      source: text(member(answer, 'source')),
      functions: (Array.isArray(functions) ? functions.map(text) : []).filter((name) => IDENTIFIER.test(name)),
      filename,
    };
  }
}
