/**
 * Searches in the tools of namespaces. The index of a namespace is made when it is first searched, and kept as long as
 * memory lasts. What may be found is decided by whoever asks; how it is ranked, in `#libs/tool-search`.
 */
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { SearchResult } from '#libs/tool-search';
import type { CatalogTool } from '../catalog/catalog-tool.js';
import type { NamedList } from '../catalog/named-list.js';
import { type IndexSearch, NamespaceIndex } from './namespace-index.js';

/** Of the indexes of all namespaces; a single larger one is kept. */
const MAX_INDEX_BYTES = 256 * 1024 * 1024;

export interface ToolSearch extends IndexSearch {
  namespace: string;
}

@Injectable()
export class ToolSearches {
  readonly #namespaces = new LRUCache<string, NamespaceIndex>({ maxSize: MAX_INDEX_BYTES });

  async search({ namespace, ...search }: ToolSearch): Promise<SearchResult<CatalogTool>> {
    if (search.query.trim() === '') return listed(search.among.tools, search);
    const index = this.#namespaces.get(namespace) ?? new NamespaceIndex();
    this.#keep(namespace, index);
    try {
      return await index.search(search);
    } finally {
      if (this.#namespaces.peek(namespace) === index) this.#keep(namespace, index);
    }
  }

  #keep(namespace: string, index: NamespaceIndex): void {
    // A value that is set again as it is keeps its old size.
    this.#namespaces.delete(namespace);
    this.#namespaces.set(namespace, index, { size: Math.min(MAX_INDEX_BYTES, index.bytes) });
  }
}

/** By name, as nothing fits better than another. */
function listed(
  tools: NamedList<CatalogTool>,
  { offset, limit }: Pick<IndexSearch, 'offset' | 'limit'>,
): SearchResult<CatalogTool> {
  return { total: tools.length, hits: tools.slice(offset, offset + limit).map((tool) => ({ tool, score: 0 })) };
}
