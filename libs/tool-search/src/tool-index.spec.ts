import { mostEdits } from './near-terms.js';
import { editDistance } from './edit-distance.js';
import type { ToolSubset } from './members.js';
import { FIELDS, type ToolText } from './ranking.js';
import { ToolIndex } from './tool-index.js';
import { wordsOf } from './words.js';

const tool = (name: string, fields: Partial<ToolText> = {}): ToolText => ({
  name,
  title: '',
  description: '',
  tags: [],
  parameters: [],
  ...fields,
});

function indexOf(...tools: ToolText[]): ToolIndex<ToolText> {
  const index = new ToolIndex<ToolText>({ textOf: (text) => text, nameOf: ({ name }) => name });
  for (const text of tools) index.add(text);
  return index;
}

const namesFor = (index: ToolIndex<ToolText>, query: string): string[] =>
  index.search(query, { limit: 50 }).hits.map((hit) => hit.tool.name);

describe('what a query finds', () => {
  const shop = indexOf(
    tool('createInvoice', { title: 'Create an invoice', description: 'Bills a customer for an order.' }),
    tool('getInvoices', { description: 'Lists the invoices of a customer.', parameters: ['customerId', 'since'] }),
    tool('delete_customer', { description: 'Removes a customer for good.', tags: ['crm'] }),
    tool('getWeather', { description: 'Says what the weather will be at a place.', parameters: ['city'] }),
    tool('send-mail', { description: 'Sends an e-mail with an attachment.', tags: ['messages'] }),
  );

  it.each([
    ['invoice', ['createInvoice', 'getInvoices']],
    ['INVOICES', ['createInvoice', 'getInvoices']],
    ['createInvoice', ['createInvoice', 'getInvoices']],
    ['create_invoice', ['createInvoice', 'getInvoices']],
    ['getinvoices', ['getInvoices']],
    ['customerorder', ['createInvoice']],
    ['customerxyz', []],
    ['weather', ['getWeather']],
    ['wether', ['getWeather']],
    ['waether', ['getWeather']],
    ['atachmnet', ['send-mail']],
    ['attach', ['send-mail']],
    ['crm', ['delete_customer']],
    ['city', ['getWeather']],
    ['mesages', ['send-mail']],
    ['zzzz', []],
    ['', []],
    ['…', []],
  ])('%j: %j', (query, names) => {
    expect(namesFor(shop, query)).toEqual(names);
  });

  it('has what is named so before what mentions it', () => {
    const index = indexOf(
      tool('a', { description: 'About a pump and other things in the building.' }),
      tool('b', { title: 'Pump' }),
      tool('pump'),
      tool('d', { tags: ['pump'] }),
    );
    expect(namesFor(index, 'pump').slice(0, 2)).toEqual(['pump', 'b']);
    expect(namesFor(index, 'pump').at(-1)).toBe('a');
  });

  it('has words before their beginnings and before words like them', () => {
    const index = indexOf(tool('filesystem'), tool('file'), tool('filed'), tool('fire'));
    expect(namesFor(index, 'file')).toEqual(['file', 'filed', 'filesystem']);
    expect(namesFor(index, 'fils')[0]).toMatch(/^fil/);
  });

  it('gives short words and numbers no typing errors', () => {
    const index = indexOf(tool('tax'), tool('report_2024'));
    expect(namesFor(index, 'tay')).toEqual([]);
    expect(namesFor(index, '2025')).toEqual([]);
    expect(namesFor(index, '2024')).toEqual(['report_2024']);
  });

  it('lets words that most tools have find nothing beside a rarer one', () => {
    const index = indexOf(...['pump', 'valve', 'motor', 'sensor'].map((part) => tool(`find_${part}`)));
    expect(namesFor(index, 'find pump')).toEqual(['find_pump']);
    expect(namesFor(index, 'find')).toEqual(['find_motor', 'find_pump', 'find_sensor', 'find_valve']);
  });

  it('finds another form of a word, after the word itself', () => {
    const index = indexOf(
      tool('createTranscription'),
      tool('transcribe_audio'),
      tool('deployService'),
      tool('list_addresses'),
      tool('getEmployee'),
    );
    expect(namesFor(index, 'transcribe')).toEqual(['transcribe_audio', 'createTranscription']);
    expect(namesFor(index, 'deployments')).toEqual(['deployService']);
    expect(namesFor(index, 'address')).toEqual(['list_addresses']);
    expect(namesFor(index, 'employees')).toEqual(['getEmployee']);
  });

  it('lets the small words of a sentence find nothing, and outweigh nothing', () => {
    const index = indexOf(
      tool('list_members', { description: 'The members of a guild.' }),
      tool('help', { description: 'How do I do what you need to do? Of what I can do.' }),
      tool('who_am_i'),
    );
    expect(namesFor(index, 'How do I get the members of a guild, please?')).toEqual(['list_members']);
    expect(namesFor(index, `${'what is it that you can do for me '.repeat(5)} members`)[0]).toBe('list_members');
    expect(namesFor(index, 'who am I')[0]).toBe('who_am_i');
  });

  it('prefers among what is found what is called by another word for the same', () => {
    const index = indexOf(tool('create_project'), tool('getProjects'), tool('remove_project'), tool('fetchInvoices'));
    expect(namesFor(index, 'list projects')[0]).toBe('getProjects');
    expect(namesFor(index, 'delete project')[0]).toBe('remove_project');
    expect(namesFor(index, 'list projects')).not.toContain('fetchInvoices');
    expect(namesFor(index, 'retrieve')).toEqual(['fetchInvoices', 'getProjects']);
    expect(namesFor(index, 'retrieveZebras')).toEqual([]);
  });

  it('has tools of the same score in the order of their names, and pages through them', () => {
    const names = Array.from({ length: 100 }, (_, number) => `list_${String(number).padStart(3, '0')}`);
    const index = indexOf(...names.toReversed().map((name) => tool(name)));
    const paged: string[] = [];
    for (let offset = 0; offset < 110; offset += 15) {
      const { total, hits } = index.search('list', { offset, limit: 15 });
      expect(total).toBe(100);
      paged.push(...hits.map((hit) => hit.tool.name));
    }
    expect(paged).toEqual(names);
  });
});

/** Numbers that look random and are the same in every run. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const LETTERS = ['ab', 'eb', 'ol', 'ku', 'in', 'st'];

function subsetOf(index: ToolIndex<ToolText>, tools: Iterable<ToolText>): ToolSubset {
  const subset = index.subset();
  for (const one of tools) index.include(one, subset);
  return subset;
}

function randomTools(count: number, random: (below: number) => number): ToolText[] {
  const word = (): string => Array.from({ length: 1 + random(4) }, () => LETTERS[random(LETTERS.length)]).join('');
  const words = (most: number): string[] => Array.from({ length: random(most + 1) }, word);
  return Array.from({ length: count }, (_, number) => ({
    name: `${word()}_${number}`,
    title: words(4).join(' '),
    description: words(60).join(' '),
    tags: words(3),
    parameters: words(12),
  }));
}

/** The ranking as it is described, straight from the texts. */
function ranked(tools: readonly ToolText[], query: string): { name: string; score: number }[] {
  const fields = tools.map((text) => FIELDS.map(({ words }) => wordsOf([text[words]].flat().join(' '), 255)));
  const averages = FIELDS.map((_, field) => {
    const given = fields.map((all) => all[field]!.length).filter((length) => length > 0);
    return given.reduce((sum, length) => sum + length, 0) / given.length;
  });
  const vocabulary = [...new Set(fields.flat(2))];
  const having = (word: string): number => fields.filter((all) => all.some((words) => words.includes(word))).length;
  const idf = (word: string): number => Math.log(1 + (tools.length - having(word) + 0.5) / (having(word) + 0.5));
  const nearestOf = (weights: [string, number, number][]) =>
    weights
      .sort(([a, , editsA], [b, , editsB]) => editsA - editsB || a.length - b.length || (a < b ? -1 : 1))
      .slice(0, 24);
  const meanings = [...new Set(wordsOf(query, 16))].map((word) => {
    const isThere = vocabulary.includes(word);
    const longer = vocabulary.filter((other) => word.length > 1 && other.startsWith(word) && other !== word);
    const most = isThere ? 0 : mostEdits(word);
    const mistyped = vocabulary.filter((other) => other !== word && editDistance(word, other, most) <= most);
    const near = [
      ...nearestOf(longer.map((other) => [other, (0.6 * word.length) / other.length, 0])),
      ...nearestOf(
        mistyped.map((other): [string, number, number] => {
          const edits = editDistance(word, other, 2);
          return [other, edits === 1 ? 0.5 : 0.25, edits];
        }),
      ),
    ];
    const worths = near.map(([other, weight]): [string, number] => [
      other,
      weight * Math.min(isThere ? idf(word) : Infinity, idf(other)),
    ]);
    if (isThere) worths.push([word, idf(word)]);
    return { worths, isCommon: isThere && having(word) > tools.length / 2 };
  });
  const scoreOf = (all: string[][], common: boolean): number =>
    meanings
      .filter(({ isCommon }) => common || !isCommon)
      .reduce((sum, { worths }) => {
        const scores = worths.map(([word, worth]) => {
          const count = FIELDS.reduce((total, { weight, b, bits }, field) => {
            const times = Math.min(2 ** bits - 1, all[field]!.filter((other) => other === word).length);
            return times === 0
              ? total
              : total + (times * weight) / (1 - b + (b * all[field]!.length) / averages[field]!);
          }, 0);
          return (worth * count * 2.2) / (1.2 + count);
        });
        return sum + Math.max(0, ...scores);
      }, 0);
  const rare = fields.some((all) => scoreOf(all, false) > 0);
  return tools
    .map(({ name }, index) => {
      const all = fields[index]!;
      return { name, score: rare && scoreOf(all, false) === 0 ? 0 : scoreOf(all, true) };
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || (a.name < b.name ? -1 : 1));
}

describe.each([1, 2, 3, 4])('the ranking of random tools (%i)', (seed) => {
  const random = randomNumbers(seed);
  const queries = [
    'ab',
    'olku ebst',
    'inst abolin ku',
    'stin',
    'abebolk',
    'linstkuab',
    'zz qx',
    '17',
    'ab_3',
    'kuin 12 st',
  ];

  function expectSame(index: ToolIndex<ToolText>, tools: readonly ToolText[], among?: ToolSubset): void {
    expect(index.size).toBeGreaterThanOrEqual(tools.length);
    for (const query of queries) {
      const { total, hits } = index.search(query, { among, limit: 1_000 });
      const expected = ranked(tools, query);
      expect(total).toBe(expected.length);
      const byName = (all: { name: string; score: number }[]) => all.sort((a, b) => (a.name < b.name ? -1 : 1));
      const found = hits.map((hit) => ({ name: hit.tool.name, score: hit.score }));
      expect(found).toEqual(found.toSorted((a, b) => b.score - a.score));
      const close = byName(expected).map(({ name, score }) => ({ name, score: expect.closeTo(score, 9) as number }));
      expect(byName(found)).toEqual(close);
    }
  }

  it('is BM25F of the words and what is near them', () => {
    const tools = randomTools(120, random);
    expectSame(indexOf(...tools), tools);
  });

  it('does not depend on what was there before', () => {
    const tools = randomTools(150, random);
    const index = indexOf(...tools);
    for (let round = 0; round < 5; round++) {
      for (const gone of tools.splice(random(50), 40)) index.remove(gone);
      const more = randomTools(30, random);
      for (const text of more) index.add(text);
      tools.push(...more);
    }
    expect(index.size).toBe(tools.length);
    expectSame(index, tools);
    for (const text of tools) index.remove(text);
    expect(index.size).toBe(0);
    for (const query of queries) expect(index.search(query, { limit: 10 })).toEqual({ total: 0, hits: [] });
  });

  it('shows nothing of tools that are not searched', () => {
    const tools = randomTools(120, random);
    const index = indexOf(...tools);
    const some = tools.filter(() => random(4) === 0);
    expectSame(index, some, subsetOf(index, some));
    const one = tools.slice(0, 1);
    expectSame(index, one, subsetOf(index, one));
    expect(index.search('ab', { among: subsetOf(index, []), limit: 5 })).toEqual({ total: 0, hits: [] });
    const stranger = tool('ab');
    expect(index.search('ab', { among: subsetOf(index, [stranger]), limit: 5 })).toEqual({ total: 0, hits: [] });
  });

  it('follows a subset whose tools, and those of the index, come and go', () => {
    const tools = randomTools(60, random);
    const index = indexOf(...tools);
    const isIn = new Set(tools.filter(() => random(3) === 0));
    const subset = subsetOf(index, isIn);
    for (let round = 0; round < 3; round++) {
      for (const text of tools) {
        if (random(4) !== 0) continue;
        if (isIn.delete(text)) index.exclude(text, subset);
        else {
          isIn.add(text);
          index.include(text, subset);
          index.include(text, subset);
        }
      }
      for (const gone of tools.splice(random(30), 20)) {
        index.exclude(gone, subset);
        index.remove(gone);
        index.exclude(gone, subset);
        isIn.delete(gone);
      }
      const more = randomTools(25, random);
      for (const text of more) {
        index.add(text);
        if (random(2) !== 0) continue;
        isIn.add(text);
        index.include(text, subset);
      }
      tools.push(...more);
    }
    expectSame(index, [...isIn], subset);
    expectSame(index, tools);
  });
});

describe('what strangers write', () => {
  it('counts only the first words of a field', () => {
    const filler = Array.from({ length: 255 }, (_, number) => `w${String.fromCharCode(97 + (number % 26))}x`).join(' ');
    const index = indexOf(tool('long', { description: `${filler} needle` }), tool('short', { description: 'needle' }));
    expect(namesFor(index, 'needle')).toEqual(['short']);
  });

  it('stays small with many repetitions, and takes back what it took', () => {
    const index = indexOf();
    const texts = Array.from({ length: 2_000 }, (_, number) =>
      tool(`t${String(number)}`, { description: 'same words again and again '.repeat(100), tags: ['a', 'b'] }),
    );
    for (const text of texts) index.add(text);
    const before = index.bytes;
    expect(before / texts.length).toBeLessThan(600);
    for (let round = 0; round < 5; round++) {
      for (const text of texts) index.remove(text);
      for (const text of texts) index.add(text);
    }
    expect(index.bytes).toBeLessThanOrEqual(before);
    expect(index.search('again', { limit: 1 }).total).toBe(2_000);
  });

  it('is added and removed once, whoever asks for it twice', () => {
    const text = tool('once');
    const index = indexOf(text, text);
    expect(index.size).toBe(1);
    index.remove(text);
    index.remove(text);
    expect(index.size).toBe(0);
    expect(index.has(text)).toBe(false);
  });
});
