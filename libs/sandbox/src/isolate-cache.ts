/**
 * The isolates of one child, the least recently used first to go, and one blank isolate ready for a script that is not
 * among them. A key whose isolate had to be disposed keeps its source, so that the parent need not send it again.
 */
import { ScriptIsolate, type ScriptIsolateOptions } from './script-isolate.js';

export interface CachedScript {
  readonly key: string;
  readonly source: string;
  isolate: ScriptIsolate | undefined;
}

export class IsolateCache {
  private readonly scripts = new Map<string, CachedScript>();
  private blank: ScriptIsolate | undefined;

  constructor(
    private readonly capacity: number,
    private readonly defaults: ScriptIsolateOptions,
  ) {}

  /** Isolates that live, the blank one included. */
  get isolates(): number {
    let count = this.blank === undefined ? 0 : 1;
    for (const script of this.scripts.values()) if (script.isolate?.isDisposed === false) count++;
    return count;
  }

  /** The script of a key, made from `source` when it is new. `forgotten` are the keys that had to go for it. */
  script(key: string, source: string | undefined): { script: CachedScript | undefined; forgotten: string[] } {
    const known = this.scripts.get(key);
    this.scripts.delete(key);
    const script = source === undefined ? known : { key, source, isolate: known?.isolate };
    if (script === undefined) return { script, forgotten: [] };
    this.scripts.set(key, script);
    const forgotten: string[] = [];
    for (const [oldest, old] of this.scripts) {
      if (this.scripts.size <= this.capacity) break;
      this.scripts.delete(oldest);
      old.isolate?.dispose();
      forgotten.push(oldest);
    }
    return { script, forgotten };
  }

  /** The script's isolate, or a new one. Throws when the process has no room for another. */
  isolate(script: CachedScript, memoryBytes: number): ScriptIsolate {
    if (script.isolate?.isDisposed === false) return script.isolate;
    if (memoryBytes === this.defaults.memoryBytes && this.blank?.isDisposed === false) {
      script.isolate = this.blank;
      this.blank = undefined;
    } else {
      script.isolate = new ScriptIsolate({ ...this.defaults, memoryBytes });
    }
    return script.isolate;
  }

  /** Makes the blank isolate, with a context in it. */
  async prepareBlank(): Promise<void> {
    if (this.blank?.isDisposed !== false) {
      this.blank = new ScriptIsolate(this.defaults);
      this.blank.prepareContext();
    }
    await this.blank.settled();
  }
}
