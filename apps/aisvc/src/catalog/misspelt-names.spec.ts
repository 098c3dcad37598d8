import { OPERATIONS } from '#libs/platform-api';
import { ListCache } from './list-cache.js';
import { NamedList } from './named-list.js';
import { NamespaceCatalog } from './namespace-catalog.js';
import { EVERYTHING, type Selection } from './selection.js';
import { SystemTools } from './system-tools.js';

const RIGHT = 'getGroup_IafNotification';
const MISSPELT = 'getGroup_IafNotication';
const system = new SystemTools(OPERATIONS);
const catalog = new NamespaceCatalog(NamedList.of(system.tools), new ListCache(100_000));

describe('a system tool that documents misspell', () => {
  it('is found by both names, and listed once under the right one', async () => {
    const right = catalog.find(RIGHT, EVERYTHING);
    expect(right?._name).toBe(RIGHT);
    expect(catalog.find(MISSPELT, EVERYTHING)).toBe(right);
    expect(system.find(MISSPELT)).toBe(right);
    const listed = Array.from(await catalog.exposed(EVERYTHING), ({ _name }) => _name);
    expect(listed.filter((name) => name === RIGHT || name === MISSPELT)).toEqual([RIGHT]);
  });

  it('is hidden by what hides it, whatever it is called', () => {
    const files: Selection = { key: 'files', selects: ({ _name }) => _name.startsWith('getFile'), explain: () => 'no' };
    expect(catalog.find(RIGHT, files)).toBeUndefined();
    expect(catalog.find(MISSPELT, files)).toBeUndefined();
    const misspelt: Selection = { ...files, key: 'misspelt', selects: ({ _name }) => _name === MISSPELT };
    expect(catalog.find(MISSPELT, misspelt)).toBeUndefined();
  });
});
