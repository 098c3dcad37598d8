import { CatalogTool } from '../catalog/catalog-tool.js';
import { NamedList } from '../catalog/named-list.js';
import type { ToolRecord } from '../tools/tool.record.js';
import { NamespaceIndex } from './namespace-index.js';

const NOUNS = ['pump', 'valve', 'motor', 'sensor', 'room'];

function tool(name: string, description = ''): CatalogTool {
  const record = { _id: name, _name: name, _description: description } as ToolRecord;
  return new CatalogTool({ name, description, inputSchema: { type: 'object' } }, { kind: 'user', record });
}

const named = (number: number): string => `${NOUNS[number % NOUNS.length]!}_${String(number).padStart(3, '0')}`;
const listOf = (tools: readonly CatalogTool[]): NamedList<CatalogTool> =>
  NamedList.of([...tools].sort((a, b) => (a._name < b._name ? -1 : 1)));

/** Everything of a search that a caller sees. */
async function found(index: NamespaceIndex, tools: NamedList<CatalogTool>, some = tools): Promise<unknown> {
  const { total, hits } = await index.search({
    tools,
    among: { key: some === tools ? '' : 'some', tools: some },
    query: 'pump 1',
    offset: 0,
    limit: 50,
  });
  return { total, hits: hits.map((hit) => [hit.tool._name, hit.score.toFixed(9)]) };
}

describe('the index of a namespace', () => {
  it('finds after any changes, in all tools and in some, what an index finds that was made anew', async () => {
    const index = new NamespaceIndex();
    let all = Array.from({ length: 200 }, (_, number) => tool(named(number)));
    const isSelected = ({ _name }: CatalogTool): boolean => Number(_name.slice(-1)) < 5;
    const versions: [NamedList<CatalogTool>, NamedList<CatalogTool>][] = [];
    for (let round = 0; round < 6; round++) {
      all = all.flatMap((one, number) => {
        if ((number + round * 7) % 120 === 0) return [];
        return (number + round * 7) % 60 === 1 ? [tool(one._name, `changed pump ${String(round)}`)] : [one];
      });
      all.push(tool(named(1_000 + round)));
      versions.push([listOf(all), listOf(all.filter(isSelected))]);
    }
    // Requests that began with older catalogs come in between.
    const order = [0, 1, 0, 2, 3, 1, 3, 4, 5, 0, 5, 2, 4];
    for (const [step, version] of order.entries()) {
      const [tools, some] = versions[version]!;
      expect(await found(index, tools)).toEqual(await found(new NamespaceIndex(), tools));
      // Not everybody searches in every version.
      if (step % 3 !== 1) expect(await found(index, tools, some)).toEqual(await found(new NamespaceIndex(), some));
    }
  });

  it('gives each of many searches at once what is in its own catalog', async () => {
    const index = new NamespaceIndex();
    const old = listOf([tool('pump_1'), tool('room_1')]);
    const now = listOf([tool('pump_2'), tool('pump_3')]);
    const answers = await Promise.all([old, now, old, now, now, old].map((tools) => found(index, tools)));
    const [ofOld, ofNow] = [await found(new NamespaceIndex(), old), await found(new NamespaceIndex(), now)];
    expect(answers).toEqual([ofOld, ofNow, ofOld, ofNow, ofNow, ofOld]);
  });

  it('lets others have their turns while it is made', async () => {
    const tools = listOf(
      Array.from({ length: 5_000 }, (_, number) => tool(named(number), 'with a few words '.repeat(10))),
    );
    let turns = 0;
    const counting = setInterval(() => turns++, 0);
    await found(new NamespaceIndex(), tools);
    clearInterval(counting);
    expect(turns).toBeGreaterThan(1);
  });
});
