import { withinPage } from './page-bytes.js';

const MIB = 1024 * 1024;

describe('a page', () => {
  it('holds every entry while they are small', async () => {
    const entries = Array.from({ length: 1_000 }, (_, number) => ({ number }));
    expect(await withinPage(entries)).toEqual(entries);
    expect(await withinPage([])).toEqual([]);
  });

  it('ends before the entry that is too much, and reads none after it', async () => {
    let read = 0;
    function* entries(): Generator<{ data: string }> {
      for (; read < 100; read++) yield { data: 'x'.repeat(3 * MIB) };
    }
    expect(await withinPage(entries())).toHaveLength(2);
    expect(read).toBe(2);
  });

  it('holds one entry, however large', async () => {
    expect(await withinPage([{ data: 'x'.repeat(12 * MIB) }, { data: '' }])).toHaveLength(1);
  });
});
