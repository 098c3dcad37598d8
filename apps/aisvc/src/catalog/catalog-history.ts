import type { CatalogTool } from './catalog-tool.js';
import type { Difference } from './named-list.js';

/** Of the changes, the last that concern so many tools together. */
const MOST_TOOLS = 2_000;

/** The last changes between the catalogs of one namespace, of which each newer one has a higher version. */
export class CatalogHistory {
  #version = 0;
  /** The last of them made the newest version. */
  readonly #changes: Difference<CatalogTool>[] = [];
  #toolCount = 0;

  /** @returns the version that the change makes */
  advance(change: Difference<CatalogTool>): number {
    this.#changes.push(change);
    this.#toolCount += sizeOf(change);
    while (this.#toolCount > MOST_TOOLS) {
      const oldest = this.#changes.shift();
      if (oldest === undefined) break;
      this.#toolCount -= sizeOf(oldest);
    }
    return ++this.#version;
  }

  /** The changes that made one version of the other, in their order; undefined when they are not known any more. */
  between(from: number, to: number): readonly Difference<CatalogTool>[] | undefined {
    const oldest = this.#version - this.#changes.length;
    return from < oldest || from > to ? undefined : this.#changes.slice(from - oldest, to - oldest);
  }
}

const sizeOf = ({ removed, added }: Difference<CatalogTool>): number => removed.length + added.length + 1;
