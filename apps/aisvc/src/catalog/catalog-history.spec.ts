import type { Difference } from './named-list.js';
import { CatalogHistory } from './catalog-history.js';
import type { CatalogTool } from './catalog-tool.js';

const tools = (count: number): CatalogTool[] => Array.from({ length: count }, () => ({}) as CatalogTool);
const change = (count = 1): Difference<CatalogTool> => ({ removed: tools(count), added: [] });

describe('CatalogHistory', () => {
  it('knows the changes between two versions', () => {
    const history = new CatalogHistory();
    const changes = [change(), change(), change()];
    expect(changes.map((one) => history.advance(one))).toEqual([1, 2, 3]);
    expect(history.between(0, 3)).toEqual(changes);
    expect(history.between(1, 2)).toEqual([changes[1]]);
    expect(history.between(3, 3)).toEqual([]);
    expect(history.between(3, 2)).toBeUndefined();
  });

  it('forgets old changes, and says that it has', () => {
    const history = new CatalogHistory();
    for (let version = 1; version <= 10; version++) history.advance(change(500));
    expect(history.between(9, 10)).toHaveLength(1);
    expect(history.between(0, 10)).toBeUndefined();
    history.advance(change(1_000_000));
    expect(history.between(10, 11)).toBeUndefined();
    expect(history.between(11, 11)).toEqual([]);
  });
});
