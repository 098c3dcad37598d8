import { startLocalProcess, type LocalProcess } from '../support/local-process.ts';
import { rest } from '../support/product.ts';
import {
  declares,
  done,
  filter,
  FILTERS,
  ITEMS,
  type Json,
  newNamespace,
  previewOf,
  script,
  store,
  tool,
  TOOLS,
  valuesOf,
  within,
} from './support/api.ts';
import { callTool, listedNames, listTools, rpc, textOf } from './support/mcp.ts';

let product: LocalProcess;
beforeAll(async () => {
  product = await startLocalProcess();
});
afterAll(() => product.stop());

/** Stores a script whose functions have the bodies, and a tool of the same name for each. */
async function toolsOf(namespace: string, bodies: Record<string, string>, fields: object = {}): Promise<Json[]> {
  const source = Object.entries(bodies)
    .map(([name, body]) => `async ${declares(name, body)}`)
    .join('');
  await store(product, within(namespace, ITEMS), [script(source)]);
  const tools = Object.keys(bodies).map((_scriptName) =>
    tool(_scriptName, { _script: { _userType: 'scripts', _scriptName }, ...fields }),
  );
  return store(product, within(namespace, TOOLS), tools);
}

describe('which tools an MCP URL exposes', () => {
  let space: string;
  let savedId: string;
  beforeAll(async () => {
    space = newNamespace();
    await toolsOf(space, { ant: 'return 1', bee: 'return 2', cat: 'return 3' });
    const filters = [filter('saved', { _name: { $regex: '^(ant|getFile_)' } }), filter('none', { _name: 'absent' })];
    [{ _id: savedId }] = await store(product, within(space, FILTERS), filters);
  });

  const SYSTEM_FILE_TOOLS = [
    'getFileUrl_IafFileSvc',
    'getFileVersionUrl_IafFileSvc',
    'getFileVersions_IafFileSvc',
    'getFile_IafFileSvc',
    'getFiles_IafFileSvc',
  ];
  const QUERIES: [string, string[]][] = [
    ['_type=user_mcp_tool', ['ant', 'bee', 'cat']],
    ['_name=bee', ['bee']],
    ['_name=bee&_name=cat&_name=absent', ['bee', 'cat']],
    ['_serviceName=IafFileSvc', SYSTEM_FILE_TOOLS],
    ['_serviceName=IafFileSvc&_type=user_mcp_tool', []],
    ['_type=user_mcp_tool&_type=system_mcp_tool&_name=bee&_name=getFile_IafFileSvc', ['bee', 'getFile_IafFileSvc']],
    ['_serviceName=Nobody', []],
    ['filter=saved', ['ant', 'getFile_IafFileSvc']],
    ['filter=none', []],
  ];
  it.each(QUERIES)('%s', async (query, names) => {
    expect(await listedNames(product, `nsfilter=${space}&${query}`)).toEqual(names);
  });

  it('a saved filter comes before inline criteria, whatever they are', async () => {
    for (const reference of ['saved', savedId]) {
      for (const inline of [
        '_name=bee',
        '_type=user_mcp_tool&_serviceName=IafFileSvc',
        '_type=nonsense',
        '_name[$regex]=.',
      ]) {
        for (const query of [`filter=${reference}&${inline}`, `${inline}&filter=${reference}`]) {
          expect(await listedNames(product, `nsfilter=${space}&${query}`)).toEqual(['ant', 'getFile_IafFileSvc']);
        }
      }
    }
  });

  it('a filter of another namespace is unknown', async () => {
    for (const reference of ['saved', savedId]) {
      const answer = await rpc(product, `nsfilter=demo&filter=${reference}`, { method: 'tools/list' });
      expect(answer).toMatchObject({ status: 404, body: { error: { data: { code: 'NotFound' } } } });
    }
  });

  it('without criteria, all of the namespace and of the system, by name, described as they were stored', async () => {
    const tools = await listTools(product, `nsfilter=${space}`);
    const names = valuesOf({ _list: tools }, 'name');
    expect(names).toEqual([...names].sort());
    expect(names).toEqual(expect.arrayContaining(['ant', 'bee', 'cat', ...SYSTEM_FILE_TOOLS]));
    expect(names).not.toContain('GetFileNameById');
    expect(tools.find(({ name }: { name: string }) => name === 'ant')).toEqual({
      name: 'ant',
      description: 'The tool ant.',
      inputSchema: { type: 'object', properties: {} },
    });
  });

  it('a tool that the URL hides cannot be called, and looks like one that does not exist', async () => {
    const call = (query: string, name: string) => callTool(product, `nsfilter=${space}&${query}`, { name });
    for (const query of ['filter=saved', '_name=ant', '_serviceName=IafFileSvc']) {
      const hidden = await call(query, 'bee');
      const unknown = await call(query, 'absent');
      expect(hidden.result).toBeUndefined();
      expect(JSON.stringify(hidden).replace('bee', '<name>')).toBe(JSON.stringify(unknown).replace('absent', '<name>'));
    }
    expect((await call('filter=saved', 'ant')).result.content).toEqual([{ type: 'text', text: '1' }]);
  });
});

describe('tags and readOnly in an MCP URL', () => {
  let space: string;
  beforeAll(async () => {
    space = newNamespace();
    const source = ['ant', 'bee', 'cat'].map((name) => declares(name, `return '${name}'`)).join('');
    await store(product, within(space, ITEMS), [script(`${source}/** @tags small, old */\n${declares('dog')}`)]);
    const calls = (name: string, fields: object) =>
      tool(name, { _script: { _userType: 'scripts', _scriptName: name }, ...fields });
    await store(product, within(space, TOOLS), [
      calls('ant', { _tags: ['small', 'red'], _annotations: { readOnlyHint: true } }),
      calls('bee', { _tags: ['small', 'flies'], _annotations: { readOnlyHint: false } }),
      calls('cat', { _tags: [] }),
      calls('dog', { _annotations: { readOnlyHint: true, title: 'Dog' } }),
    ]);
    await store(product, within(space, FILTERS), [
      filter('any', { _tags: { $in: ['red', 'flies'] } }),
      filter('without', { _tags: { $nin: ['small'] }, _type: 'user_mcp_tool' }),
      filter('whole', { _tags: { $all: ['small', 'red'] } }),
      filter('several', { _tags: { $all: ['small'], $nin: ['red'] } }),
      filter('one', { _tags: 'small' }),
      filter('untagged_files', { _tags: { $nin: ['small'] }, _name: { $regex: '^(getFiles?_|ant|cat)' } }),
    ]);
  });

  const FILE_TOOLS = ['getFile_IafFileSvc', 'getFiles_IafFileSvc'];
  const QUERIES: [string, string[]][] = [
    ['_tags=small', ['ant', 'bee', 'dog']],
    ['_tags=red&_tags=old&_tags=none', ['ant', 'dog']],
    ['_tags=red&_name=bee', []],
    ['_tags=small&_type=system_mcp_tool', []],
    ['filter=any', ['ant', 'bee']],
    ['filter=without', ['cat']],
    ['filter=whole', ['ant']],
    ['filter=several', ['bee', 'dog']],
    ['filter=one', ['ant', 'bee', 'dog']],
    ['filter=one&_tags=red&_tags[$nin]=small', ['ant', 'bee', 'dog']],
    ['filter=untagged_files', ['cat', ...FILE_TOOLS]],
    ['readOnly=true&_type=user_mcp_tool', ['ant', 'dog']],
    ['readOnly=false&_type=user_mcp_tool', ['ant', 'bee', 'cat', 'dog']],
    ['readOnly=true&_tags=small&_tags=flies', ['ant', 'dog']],
    ['readOnly=true&_name=bee&_name=cat', []],
    ['filter=several&readOnly=true', ['dog']],
    ['filter=several&readOnly=false', ['bee', 'dog']],
    ['filter=untagged_files&readOnly=true', FILE_TOOLS],
  ];
  it.each(QUERIES)('%s lists, exposes and lets be called the same', async (query, names) => {
    const url = `nsfilter=${space}&${query}`;
    expect(await listedNames(product, url)).toEqual(names);
    const preview = await previewOf(product, url);
    expect(valuesOf({ _list: preview.exposed }, '_name')).toEqual(names);
    for (const name of ['ant', 'bee', 'cat', 'dog']) {
      const { result, error } = await callTool(product, url, { name });
      if (names.includes(name)) expect(result.isError).toBeUndefined();
      else expect(error.message).toBe(`Unknown tool: "${name}"`);
    }
  });

  it('the system tools that list tools, and preview what a URL exposes, take them as well', async () => {
    const answerOf = async (name: string, args: object): Promise<Json> =>
      (await callTool(product, `nsfilter=${space}`, { name, arguments: args })).result.structuredContent;
    const tagged = await answerOf('getMcpTools_IafAISvc', { _tags: ['flies', 'old'] });
    expect(tagged._list).toMatchObject([
      { _name: 'bee', _tags: ['small', 'flies'], _tagsSource: 'given' },
      { _name: 'dog', _tags: ['small', 'old'], _tagsSource: 'auto' },
    ]);
    const preview = await answerOf('getExposedMcpTools_IafAISvc', { _tags: ['flies', 'old'], readOnly: true });
    expect(preview._list[0]).toEqual({ _name: 'dog', _type: 'user_mcp_tool', _exposed: true });
    expect(preview._exposedTotal).toBe(1);
  });

  it('readOnly=true alone leaves what says that it only reads, the tools of the system among it', async () => {
    const names = await listedNames(product, `nsfilter=${space}&readOnly=true`);
    expect(names).toEqual(expect.arrayContaining(['ant', 'dog', ...FILE_TOOLS]));
    for (const name of ['bee', 'cat']) expect(names).not.toContain(name);
  });
});

describe('listing and calling', () => {
  const COUNT = 60;
  const WORDS = ['find', 'list', 'count', 'Send', 'drop'];
  const names = Array.from({ length: COUNT }, (_, index) => `${WORDS[index % WORDS.length]!}_${String(index)}`);

  const TAGS = ['odd', 'two', 'four', 'eight'];
  const hints = [{ readOnlyHint: true }, { readOnlyHint: false }, undefined];

  /** The same sequence for each run: a failure is found again. */
  function* numbers(): Generator<number> {
    for (let state = 20_260; ; state = (state * 48_271) % 2_147_483_647) yield state;
  }

  it('always agree: what is listed can be called, and everything else is an unknown tool', async () => {
    const space = newNamespace();
    await store(product, within(space, ITEMS), [script(declares('answer', 'return "called"'))]);
    await store(
      product,
      within(space, TOOLS),
      names.map((name, index) =>
        tool(name, { _tags: TAGS.filter((_tag, at) => (index >> at) % 2 === 1), _annotations: hints[index % 3] }),
      ),
    );
    const system = valuesOf(await done(product, within(space, TOOLS, { _type: 'system_mcp_tool' })), '_name');
    const everyName = [...names, ...system];
    const source = numbers();
    const below = (limit: number): number => source.next().value! % limit;
    const pick = <T>(values: readonly T[]): T => values[below(values.length)]!;
    const matchers = (field: string): (string | object)[] => {
      const values = {
        _name: [...names, ...system, 'absent'],
        _serviceName: ['IafFileSvc', 'IafItemSvc', 'IafAISvc', 'Nobody'],
        _type: ['system_mcp_tool', 'user_mcp_tool'],
      }[field]!;
      const some = Array.from({ length: 1 + below(20) }, () => pick(values));
      const patterns = ['^find', '_1', '[0-4]$', '^get.*_Iaf', '(list|drop)_', '^(?i)SEND', '.', 'system', 'Item'];
      return [pick(values), { $in: some }, { $regex: pick(patterns) }];
    };
    const tagLists = (): object => {
      const lists = ['$in', '$nin', '$all'].filter(() => below(2) > 0);
      const operators = lists.length === 0 ? ['$in'] : lists;
      return Object.fromEntries(
        operators.map((operator) => [operator, Array.from({ length: 1 + below(2) }, () => pick([...TAGS, 'none']))]),
      );
    };
    const criteria = Array.from({ length: 32 }, () => {
      const fields = ['_name', '_serviceName', '_type'].filter(() => below(3) > 0);
      const chosen = fields.length === 0 ? ['_name'] : fields;
      const weights = chosen.map((field) => [field, matchers(field)[field === '_type' ? below(2) : below(3)]]);
      const tags = [{}, {}, { _tags: pick(TAGS) }, { _tags: tagLists() }][below(4)];
      return { ...(Object.fromEntries(weights) as object), ...tags };
    });
    await store(
      product,
      within(space, FILTERS),
      criteria.map((each, index) => filter(`f${String(index)}`, each)),
    );

    const sizes = new Set<number>();
    for (const [index, each] of criteria.entries()) {
      const query = `nsfilter=${space}&filter=f${String(index)}${index % 3 === 0 ? '&readOnly=true' : ''}`;
      const listed = new Set(await listedNames(product, query));
      const preview = await previewOf(product, query);
      expect(new Set(valuesOf({ _list: preview.exposed }, '_name'))).toEqual(listed);
      sizes.add(listed.size);
      const calls = everyName.map((name) => ({
        jsonrpc: '2.0',
        id: name,
        method: 'tools/call',
        params: { name, arguments: { colour: 'none' } },
      }));
      for (let start = 0; start < calls.length; start += 50) {
        const { body } = await rest(product, `/aisvc/api/v1/stateless/mcp/tools?${query}`, {
          body: calls.slice(start, start + 50),
          headers: { 'mcp-protocol-version': '2025-03-26', accept: 'application/json, text/event-stream' },
        });
        for (const { id, result, error } of body) {
          const answer = { criteria: each, id, callable: result !== undefined, message: error?.message };
          const unknown = `Unknown tool: "${String(id)}"`;
          expect(answer).toEqual({
            criteria: each,
            id,
            callable: listed.has(id),
            message: listed.has(id) ? undefined : unknown,
          });
        }
      }
    }
    expect(sizes.size).toBeGreaterThan(5);
  });
});

describe('a change', () => {
  let space: string;
  let ant: Json;
  let saved: Json;
  let url: string;
  beforeEach(async () => {
    space = newNamespace();
    [ant] = await toolsOf(space, { ant: 'return 1', bee: 'return 2' });
    [saved] = await store(product, within(space, FILTERS), [filter('saved', { _type: 'user_mcp_tool' })]);
    url = `nsfilter=${space}&filter=saved`;
    expect(await listedNames(product, url)).toEqual(['ant', 'bee']);
  });
  const call = (name: string) => callTool(product, url, { name });

  it('of a tool is seen at once: created, renamed, described anew, given another schema, deleted', async () => {
    await store(product, within(space, TOOLS), [tool('cat', { _script: ant._script })]);
    expect(await listedNames(product, url)).toEqual(['ant', 'bee', 'cat']);
    const path = `${TOOLS}/${String(ant._id)}`;
    await done(product, path, { method: 'PATCH', body: { _name: 'zebra', _description: 'Striped.' } });
    expect(await listTools(product, url)).toMatchObject([
      { name: 'bee' },
      { name: 'cat' },
      { name: 'zebra', description: 'Striped.' },
    ]);
    expect((await call('ant')).error.message).toBe('Unknown tool: "ant"');
    expect(textOf(await call('zebra'))).toBe('1');
    const _schema = { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] };
    await done(product, path, { method: 'PATCH', body: { _schema } });
    expect((await listTools(product, url))[2]).toMatchObject({ inputSchema: _schema });
    expect((await call('zebra')).result.isError).toBe(true);
    await done(product, path, {
      method: 'PATCH',
      body: { _schema: ant._schema, _script: { _userType: 'scripts', _scriptName: 'bee' } },
    });
    expect(textOf(await call('zebra'))).toBe('2');
    await done(product, path, { method: 'DELETE' });
    expect(await listedNames(product, url)).toEqual(['bee', 'cat']);
    expect((await call('zebra')).error.message).toBe('Unknown tool: "zebra"');
  });

  it('of a filter is seen at once, in lists and in calls', async () => {
    const path = `${FILTERS}/${String(saved._id)}`;
    await done(product, path, { method: 'PATCH', body: { _criteria: { _name: 'bee' } } });
    expect(await listedNames(product, url)).toEqual(['bee']);
    expect((await call('ant')).error.message).toBe('Unknown tool: "ant"');
    expect(textOf(await call('bee'))).toBe('2');
    await done(product, path, { method: 'PATCH', body: { _userType: 'renamed' } });
    expect((await rpc(product, url, { method: 'tools/list' })).status).toBe(404);
    expect(await listedNames(product, `nsfilter=${space}&filter=renamed`)).toEqual(['bee']);
  });

  it('of a script is seen by the next call', async () => {
    const [item] = (await done(product, within(space, ITEMS)))._list;
    for (const value of ['first', 'second']) {
      const _userData = declares('ant', `return '${value}'`) + declares('bee');
      await done(product, `${ITEMS}/${String(item._id)}/versions`, { body: { _userData } });
      expect(textOf(await call('ant'))).toBe(value);
    }
  });
});

describe('arguments', () => {
  let url: string;
  beforeAll(async () => {
    const space = newNamespace();
    url = `nsfilter=${space}&_type=user_mcp_tool`;
    const _schema = {
      type: 'object',
      properties: {
        id: { type: 'string', minLength: 2 },
        limit: { type: 'integer', minimum: 1, default: 25 },
        order: { type: 'string', enum: ['up', 'down'], default: 'up' },
        where: { type: 'object', properties: { deep: { type: 'boolean', default: true } }, default: {} },
      },
      required: ['id'],
      additionalProperties: false,
    };
    await toolsOf(space, { echo: 'return input' }, { _schema });
  });
  const call = (args: unknown) => callTool(product, url, { name: 'echo', arguments: args });

  it('get the defaults of the schema where they are left out', async () => {
    const whole = { limit: 25, order: 'up', where: { deep: true } };
    expect((await call({ id: 'ab' })).result.structuredContent).toEqual({ id: 'ab', ...whole });
    const given = { id: 'ab', limit: 1, order: 'down', where: { deep: false } };
    expect((await call(given)).result.structuredContent).toEqual(given);
  });

  const WRONG: [object, RegExp[]][] = [
    [{}, [/\bid\b.*(required|missing)/i]],
    [{ id: 7 }, [/\bid\b.*string/]],
    [{ id: 'a' }, [/\bid\b.*2/]],
    [{ id: 'ab', limit: 0 }, [/\blimit\b.*1/]],
    [{ id: 'ab', limit: 1.5 }, [/\blimit\b.*integer/]],
    [{ id: 'ab', limit: 'many' }, [/\blimit\b.*integer/]],
    [{ id: 'ab', order: 'sideways' }, [/\border\b.*up.*down/]],
    [{ id: 'ab', where: { deep: 'yes' } }, [/where\.deep: must be true or false/]],
    [{ id: 'ab', limits: 3 }, [/\blimits\b/, /\blimit\b/]],
    [{ id: 'ab', order: null, limit: null }, [/\border\b/, /\blimit\b/]],
  ];
  it.each(WRONG)('%j do not fit, and the message says what would', async (args, says) => {
    const { result } = await call(args);
    expect(result.isError).toBe(true);
    expect(result.content).toHaveLength(1);
    for (const words of says) expect(result.content[0].text).toMatch(words);
  });

  it.each([[[]], ['text'], [7], [null]])('that are %j are an error of the protocol', async (args) => {
    const { error } = await call(args);
    expect(error).toMatchObject({ code: -32_602, message: 'params.arguments must be an object.' });
  });
});

describe('results', () => {
  let url: string;
  const VALUES: Record<string, [string, object]> = {
    text: [`return 'plain'`, { content: [{ type: 'text', text: 'plain' }] }],
    number: ['return 7.5', { content: [{ type: 'text', text: '7.5' }] }],
    boolean: ['return false', { content: [{ type: 'text', text: 'false' }] }],
    nothing: ['return null', { content: [{ type: 'text', text: 'null' }] }],
    missing: ['', { content: [{ type: 'text', text: 'null' }] }],
    array: ['return [1, { a: 2 }]', { content: [{ type: 'text', text: '[1,{"a":2}]' }] }],
    object: [
      'return { a: { b: [null] } }',
      { content: [{ type: 'text', text: '{"a":{"b":[null]}}' }], structuredContent: { a: { b: [null] } } },
    ],
    blocks: [
      `return { content: [{ type: 'text', text: 'a' }, { type: 'image', data: 'aGk=', mimeType: 'image/png' }], structuredContent: { n: 1 } }`,
      {
        content: [
          { type: 'text', text: 'a' },
          { type: 'image', data: 'aGk=', mimeType: 'image/png' },
        ],
        structuredContent: { n: 1 },
      },
    ],
    own_error: [
      `return { content: [{ type: 'text', text: 'not today' }], isError: true }`,
      { content: [{ type: 'text', text: 'not today' }], isError: true },
    ],
    data_with_content: [
      `return { content: [1], title: 'a page' }`,
      {
        content: [{ type: 'text', text: '{"content":[1],"title":"a page"}' }],
        structuredContent: { content: [1], title: 'a page' },
      },
    ],
  };
  const MALFORMED: Record<string, [string, RegExp]> = {
    odd_block: [`return { content: [{ type: 'text', text: 'a' }, { type: 'smell' }] }`, /content\[1\]/],
    no_text: [`return { content: [{ type: 'text' }] }`, /content\[0\]/],
    odd_structure: [`return { content: [], structuredContent: [1] }`, /structuredContent must be an object/],
    odd_flag: [`return { content: [], isError: 'no' }`, /isError must be true or false/],
  };
  beforeAll(async () => {
    const space = newNamespace();
    url = `nsfilter=${space}`;
    const bodies = Object.entries({ ...VALUES, ...MALFORMED }).map(([name, [body]]) => [name, body]);
    await toolsOf(space, Object.fromEntries(bodies) as Record<string, string>);
  });

  it.each(Object.entries(VALUES))('%s', async (name, [, result]) => {
    const _meta = { 'toolrack/runId': expect.any(String) };
    expect((await callTool(product, url, { name })).result).toEqual({ ...result, _meta });
  });

  it.each(Object.entries(MALFORMED))('%s is an error that says which part is not valid', async (name, [, says]) => {
    const message = await callTool(product, url, { name });
    expect(message.result.isError).toBe(true);
    expect(textOf(message)).toMatch(says);
  });
});

describe("a script's error", () => {
  it('names its kind and the line and column of the source, in whichever function they are', async () => {
    const space = newNamespace();
    const source = `// A comment.
function helper(input) {
  return input.missing.deeper;
}
async function answer(input) {
  return helper(input);
}
async function thrower() {
  await null;

  throw new RangeError('out of bounds');
}
function texter() {
  throw 'just a text';
}
`;
    await store(product, within(space, ITEMS), [script(source)]);
    const toolFor = (_scriptName: string) => tool(_scriptName, { _script: { _userType: 'scripts', _scriptName } });
    await store(product, within(space, TOOLS), ['answer', 'thrower', 'texter'].map(toolFor));
    const errorOf = async (name: string): Promise<string> => {
      const message = await callTool(product, `nsfilter=${space}`, { name });
      expect(message.result.isError).toBe(true);
      return textOf(message);
    };
    expect(await errorOf('answer')).toMatch(/^TypeError: .*deeper.* \(line 3, column 24\b/);
    expect(await errorOf('thrower')).toMatch(/^RangeError: out of bounds \(line 11, column 9\b/);
    expect(await errorOf('texter')).toMatch(/just a text/);
  });

  it('over a limit says which', async () => {
    const space = newNamespace();
    await toolsOf(space, {
      spin: 'for (;;);',
      large: `return 'x'.repeat(2 * 1024 * 1024)`,
      odd: 'return { f() {} , n: 1n }',
    });
    const textFor = async (name: string): Promise<string> =>
      textOf(await callTool(product, `nsfilter=${space}`, { name }));
    expect(await textFor('spin')).toMatch(/^CpuLimitExceeded: /);
    expect(await textFor('large')).toMatch(/^ResultTooLarge: /);
    expect(await textFor('odd')).toMatch(/^ResultNotSerializable: /);
  });
});
