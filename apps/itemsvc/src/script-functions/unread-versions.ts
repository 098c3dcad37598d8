import { Injectable } from '@nestjs/common';
import type { ScriptFunction } from '#libs/contracts';
import { ItemVersionsRepository } from '../items/item-versions.repository.js';
import { ScriptAnalyser } from '../script-analysis/script-analyser.js';

/**
 * Versions of scripts that were stored before versions kept what they declare. Each is read when it is first asked for,
 * and what it declares is kept from then on.
 */
@Injectable()
export class UnreadVersions {
  readonly #versions: ItemVersionsRepository;
  readonly #analyser: ScriptAnalyser;

  constructor(versions: ItemVersionsRepository, analyser: ScriptAnalyser) {
    this.#versions = versions;
    this.#analyser = analyser;
  }

  /**
   * What the version declares; nothing when it is gone, or cannot be read any more.
   *
   * @param namespace whose turn it takes
   * @throws ToolrackError `TooManyRequests` when too many scripts wait to be read
   */
  async functionsOf(id: string, namespace: string): Promise<readonly ScriptFunction[]> {
    const version = await this.#versions.byId(id);
    if (typeof version?._userData !== 'string') return [];
    const { analysis } = await this.#analyser.analyse(version._userData, namespace);
    // What took too long may be read when there is less to do.
    if (!analysis.ok) return [];
    await this.#versions.keepFunctions(id, analysis.functions);
    return analysis.functions;
  }
}
