import { insertAllOrNone } from '#libs/service-kit';

class DuplicateKey extends Error {
  readonly code = 11_000;
  readonly keyPattern = { name: 1 };
}

/** Holds records by name; a second one of a name is refused in the middle of an insert, as by a unique index. */
class Names {
  readonly held = new Map<string, string>();

  insert(records: { _id: string; name: string }[]): Promise<void> {
    for (const { _id, name } of records) {
      if ([...this.held.values()].includes(name)) return Promise.reject(new DuplicateKey(name));
      this.held.set(_id, name);
    }
    return Promise.resolve();
  }

  takeBack(ids: readonly string[]): Promise<void> {
    for (const id of ids) this.held.delete(id);
    return Promise.resolve();
  }
}

const records = [
  { _id: '1', name: 'a' },
  { _id: '2', name: 'b' },
];

describe('insertAllOrNone', () => {
  it('stores all and announces them', async () => {
    const store = new Names();
    const seen: string[][] = [];
    const announce = (): Promise<void> => Promise.resolve(void seen.push([...store.held.keys()]));
    await insertAllOrNone(records, store, { announce });
    expect(seen).toEqual([['1', '2']]);
  });

  it('stores none when one is refused, and announces that after it has taken back the others', async () => {
    const store = new Names();
    store.held.set('0', 'b');
    const seen: string[][] = [];
    const announce = (): Promise<void> => Promise.resolve(void seen.push([...store.held.keys()]));
    const refuseDuplicates = (): Promise<void> => Promise.reject(new Error('b is taken'));
    await expect(insertAllOrNone(records, store, { announce, refuseDuplicates })).rejects.toThrow('b is taken');
    expect(seen).toEqual([['0']]);
  });

  it("passes on the store's error when nothing explains it", async () => {
    const store = new Names();
    store.held.set('0', 'a');
    const announce = (): Promise<void> => Promise.resolve();
    await expect(insertAllOrNone(records, store, { announce })).rejects.toBeInstanceOf(DuplicateKey);
  });
});
