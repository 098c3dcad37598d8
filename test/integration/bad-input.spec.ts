import { startLocalProcess, type LocalProcess } from '../support/local-process.ts';
import { rest } from '../support/product.ts';
import {
  collection,
  declares,
  everything,
  file,
  FILES,
  filter,
  FILTERS,
  FUNCTIONS,
  ITEMS,
  type Json,
  LISTS,
  MCP,
  newNamespace,
  script,
  store,
  tool,
  TOOLS,
  within,
} from './support/api.ts';
import { rpc } from './support/mcp.ts';

const MAX_BODY_BYTES = 4 * 1024 * 1024;

let product: LocalProcess;
/** Holds one thing of every kind, so that there is something to lose. */
let space: string;
let collectionId: string;

beforeAll(async () => {
  product = await startLocalProcess();
  space = newNamespace();
  await store(product, within(space, ITEMS), [script(declares('answer'))]);
  await store(product, within(space, FILES), [file()]);
  await store(product, within(space, TOOLS), [tool('taken')]);
  await store(product, within(space, FILTERS), [filter('taken', { _name: 'taken' })]);
  const [{ _id }] = await store(product, within(space, ITEMS), [collection()]);
  collectionId = _id;
});
afterAll(() => product.stop());

/** Sends a body as it is. */
async function send(path: string, body: string, headers: Record<string, string> = {}) {
  const response = await fetch(new URL(path, product.url), {
    method: 'POST',
    headers: { authorization: `Bearer ${product.token}`, 'content-type': 'application/json', ...headers },
    body,
  });
  return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) };
}

interface Refused {
  status?: number;
  code?: string;
  /** Path of a problem, and words of its message. */
  path?: string;
  says?: RegExp;
}

function expectProblem(answer: { status: number; headers: Headers; body: Json }, refused: Refused): void {
  const { status = 400, code = 'ValidationFailed', path, says = /\w/ } = refused;
  expect({ status: answer.status, ...answer.body }).toMatchObject({
    status,
    code,
    title: code,
    detail: expect.stringMatching(/\w/),
    correlationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  if (path === undefined) expect(answer.body.detail).toMatch(says);
  else expect(answer.body.errors).toContainEqual({ path, message: expect.stringMatching(says) });
}

/** Runs a request that must not leave a trace in any list of the namespace. */
async function leavesNothing<T>(namespace: string, request: () => Promise<T>): Promise<T> {
  const before = await everything(product, namespace);
  const answer = await request();
  expect(await everything(product, namespace)).toBe(before);
  return answer;
}

const KINDS = [
  { kind: 'items', path: () => ITEMS, good: () => script(declares('fresh')) },
  { kind: 'files', path: () => FILES, good: () => file({ _name: 'fresh' }) },
  { kind: 'tools', path: () => TOOLS, good: () => tool('fresh') },
  { kind: 'filters', path: () => FILTERS, good: () => filter('fresh', { _name: 'x' }) },
];

describe.each(KINDS)('creation of $kind', ({ path, good }) => {
  const refused = async (body: string, expected: Refused, query: Record<string, string> = {}): Promise<void> => {
    const answer = await leavesNothing(space, () => send(within(space, path(), query), body));
    expectProblem(answer, expected);
  };

  it('refuses a body that is not an array', () =>
    refused(JSON.stringify(good()), { path: 'body', says: /must be an array/ }));

  it('refuses a body that is missing', async () => {
    const answer = await rest(product, within(space, path()), { method: 'POST' });
    expectProblem(answer, { path: 'body', says: /must be an array/ });
  });

  it('refuses an empty array', () => refused('[]', { path: 'body', says: /must not be empty/ }));

  it('refuses an element that is not an object', () => refused(JSON.stringify([good(), 7]), { path: '[1]' }));

  it('refuses an unknown field beside a good element', () =>
    refused(JSON.stringify([good(), { ...good(), _colour: 'red' }]), {
      path: '[1]._colour',
      says: /is not a known field/,
    }));

  it('refuses what the service writes itself', () =>
    refused(JSON.stringify([{ ...good(), _id: 'mine' }]), { path: '[0]._id', says: /is not a known field/ }));

  it('refuses a missing nsfilter', async () => {
    expectProblem(await send(path(), JSON.stringify([good()])), { path: 'nsfilter', says: /is required/ });
  });

  it('refuses a namespace that is not a name', async () => {
    const answer = await send(within('no spaces', path()), JSON.stringify([good()]));
    expectProblem(answer, { path: 'nsfilter[0]', says: /letters, digits/ });
  });

  it('refuses a namespace of an element that nsfilter does not name', async () => {
    const other = newNamespace();
    const body = JSON.stringify([good(), { ...good(), _namespaces: [other] }]);
    await leavesNothing(other, () =>
      refused(body, { path: '[1]._namespaces[0]', says: new RegExp(`"${other}" is not in nsfilter`) }),
    );
  });

  it('refuses an unknown query parameter', () =>
    refused(JSON.stringify([good()]), { path: 'colour', says: /is not a known field/ }, { colour: 'red' }));

  it.each(['[{"_name": ', '[{}', "[{'a': 1}]", '\u0000', '[1,]'])('refuses JSON that does not parse: %j', (body) =>
    refused(body, { code: 'MalformedJson', says: /is not valid JSON/ }),
  );

  it('refuses JSON that is nested without end', () =>
    refused('['.repeat(5_000) + ']'.repeat(5_000), { code: 'MalformedJson', says: /deeper than 100/ }));

  it.each(['"__proto__": {"x": 1}', '"\\u005f_proto__": {"x": 1}', '"constructor": {"prototype": {"x": 1}}'])(
    'refuses a key that reaches a prototype: %s',
    (poison) =>
      refused(`[${JSON.stringify(good()).slice(0, -1)}, "_description": {${poison}}}]`, {
        code: 'MalformedJson',
        says: /the key "(?:__proto__|constructor\.prototype)" is not allowed/,
      }),
  );

  it('refuses a body of another type than JSON', async () => {
    const headers = { 'content-type': 'text/plain' };
    const answer = await leavesNothing(space, () => send(within(space, path()), JSON.stringify([good()]), headers));
    expectProblem(answer, { status: 415, code: 'UnsupportedMediaType', says: /application\/json/ });
  });

  it('refuses a body over the limit, whether its length is declared or not', async () => {
    const body = JSON.stringify([good()]) + ' '.repeat(MAX_BODY_BYTES);
    await refused(body, { status: 413, code: 'PayloadTooLarge', says: new RegExp(String(MAX_BODY_BYTES)) });
    const response = await fetch(new URL(within(space, path()), product.url), {
      method: 'POST',
      headers: { authorization: `Bearer ${product.token}`, 'content-type': 'application/json' },
      body: new Blob([body]).stream(),
      duplex: 'half',
    });
    expectProblem(
      { status: response.status, headers: response.headers, body: await response.json() },
      { status: 413, code: 'PayloadTooLarge' },
    );
  });
});

describe('creation of related items', () => {
  const path = (): string => within(space, `${ITEMS}/${collectionId}/relateditems`);
  const CASES: [string, string, Refused][] = [
    ['a body that is not an array', '{"a": 1}', { path: 'body', says: /must be an array/ }],
    ['an empty array', '[]', { path: 'body', says: /must not be empty/ }],
    ['an element that is not an object', '[{"a": 1}, 7]', { path: '[1]' }],
    ['a field of the service', '[{"a": 1}, {"_id": "mine"}]', { path: '[1]._id', says: /written by the service/ }],
    ['a field that looks like an operator', '[{"$set": 1}]', { path: '[0].$set', says: /without "\$" in front/ }],
    ['a field with a dot', '[{"a.b": 1}]', { path: '[0].a.b', says: /without "\."/ }],
    [
      'a key that reaches a prototype',
      '[{"a": {"__proto__": {}}}]',
      { code: 'MalformedJson', says: /the key "(?:__proto__|constructor\.prototype)" is not allowed/ },
    ],
    ['JSON that does not parse', '[{]', { code: 'MalformedJson' }],
  ];
  it.each(CASES)('refuses %s', async (_what, body, refused) => {
    const before = (await rest(product, path())).text;
    expectProblem(await send(path(), body), refused);
    expect((await rest(product, path())).text).toBe(before);
  });

  it('refuses an item that is no collection', async () => {
    const [{ _id }] = (await rest(product, within(space, ITEMS, { query: '{"_itemClass": "Script"}' }))).body._list;
    const answer = await send(within(space, `${ITEMS}/${String(_id)}/relateditems`), '[{"a": 1}]');
    expectProblem(answer, { path: 'id', says: /only collections have related items/ });
  });
});

describe('a script', () => {
  const CASES: [string, object, Refused][] = [
    ['without a source', { _version: undefined }, { path: '[1]._version._userData', says: /is required/ }],
    ['whose source is not text', { _version: { _userData: {} } }, { path: '[1]._version._userData' }],
    [
      'with a syntax error, with line and column',
      { _version: { _userData: 'function f() {\n  let a = ;\n}' } },
      { path: '[1]._version._userData', says: /line 2, column 11/ },
    ],
    ['with an import', { _version: { _userData: 'import fs from "fs";' } }, { path: '[1]._version._userData' }],
    ['of an unknown class', { _itemClass: 'Program' }, { path: '[1]._itemClass' }],
    ['with a short name of 23 characters', { _shortName: 'x'.repeat(23) }, { path: '[1]._shortName', says: /22/ }],
    ['with a malformed _userType', { _userType: 'a b' }, { path: '[1]._userType', says: /letters, digits/ }],
    ['without a name', { _name: ' ' }, { path: '[1]._name', says: /must not be empty/ }],
  ];
  it.each(CASES)('%s is refused', async (_what, fields, refused) => {
    const body = JSON.stringify([script(declares('fresh')), script(declares('other'), fields)]);
    expectProblem(await leavesNothing(space, () => send(within(space, ITEMS), body)), refused);
  });
});

describe('a tool', () => {
  const big = (): object => ({
    type: 'object',
    properties: Object.fromEntries(
      Array.from({ length: 10_000 }, (_, index) => [`p${String(index)}`, { type: 'string', title: 'x'.repeat(80) }]),
    ),
  });
  const CASES: [string, () => object, Refused][] = [
    ['whose name has a space', () => tool('two words'), { path: '[1]._name', says: /without spaces/ }],
    ['whose name has 65 characters', () => tool('x'.repeat(65)), { path: '[1]._name', says: /1 to 64/ }],
    ['without a name', () => tool(''), { path: '[1]._name' }],
    [
      'whose name is taken',
      () => tool('taken'),
      { status: 409, code: 'Conflict', path: '[1]._name', says: /"taken" is taken/ },
    ],
    [
      'whose name the same request gives twice',
      () => tool('good'),
      { status: 409, code: 'Conflict', path: '[1]._name', says: /"good" is taken/ },
    ],
    ['with the name of a system tool', () => tool('getFiles_IafFileSvc'), { path: '[1]._name', says: /system tool/ }],
    ['without a description', () => tool('b', { _description: '' }), { path: '[1]._description', says: /model/ }],
    ['without a schema', () => tool('b', { _schema: undefined }), { path: '[1]._schema' }],
    ['whose schema is a text', () => tool('b', { _schema: '{}' }), { path: '[1]._schema' }],
    ['whose schema has no type', () => tool('b', { _schema: {} }), { path: '[1]._schema.type', says: /"object"/ }],
    [
      'whose schema is for arrays',
      () => tool('b', { _schema: { type: 'array' } }),
      { path: '[1]._schema.type', says: /"object"/ },
    ],
    [
      'whose schema is not valid JSON Schema',
      () => tool('b', { _schema: { type: 'object', properties: { a: { type: 'strin' } } } }),
      { path: '[1]._schema.properties.a.type' },
    ],
    [
      'whose schema refers to another server',
      () => tool('b', { _schema: { type: 'object', properties: { a: { $ref: 'https://example.com/a.json' } } } }),
      { path: '[1]._schema.properties.a.$ref' },
    ],
    ['whose schema has 1 MB', () => tool('b', { _schema: big() }), { path: '[1]._schema', says: /bytes|large/ }],
    [
      'whose output schema is not for objects',
      () => tool('b', { _outputSchema: { type: 'string' } }),
      { path: '[1]._outputSchema.type', says: /"object"/ },
    ],
    [
      'whose script does not exist',
      () => tool('b', { _script: { _userType: 'absent', _scriptName: 'answer' } }),
      { path: '[1]._script._userType', says: /no script of the namespace has the _userType "absent"/ },
    ],
    [
      'whose function does not exist',
      () => tool('b', { _script: { _userType: 'scripts', _scriptName: 'absent' } }),
      { path: '[1]._script._scriptName', says: /"absent"; declared: answer/ },
    ],
    [
      'whose function is not a name',
      () => tool('b', { _script: { _userType: 'scripts', _scriptName: 'a()' } }),
      { path: '[1]._script._scriptName', says: /name of a function/ },
    ],
    [
      'with an unknown field in its script',
      () => tool('b', { _script: { _userType: 'scripts', _scriptName: 'answer', _x: 1 } }),
      { path: '[1]._script._x', says: /not a known field/ },
    ],
    ['with a text as tags', () => tool('b', { _tags: 'a' }), { path: '[1]._tags', says: /array of tags/ }],
    ['with a tag of two words', () => tool('b', { _tags: ['a', 'b c'] }), { path: '[1]._tags[1]', says: /letters/ }],
    [
      'with a tag of 51 letters',
      () => tool('b', { _tags: ['x'.repeat(51)] }),
      { path: '[1]._tags[0]', says: /1 to 50/ },
    ],
    ['with a tag twice', () => tool('b', { _tags: ['a', 'a'] }), { path: '[1]._tags', says: /twice/ }],
    [
      'with 21 tags',
      () => tool('b', { _tags: Array.from({ length: 21 }, (_, index) => `t${String(index)}`) }),
      { path: '[1]._tags', says: /at most 20/ },
    ],
    ['with an unknown hint', () => tool('b', { _annotations: { safe: true } }), { path: '[1]._annotations.safe' }],
  ];

  it.each(CASES)('%s is refused', async (_what, element, refused) => {
    const body = JSON.stringify([tool('good'), element()]);
    expectProblem(await leavesNothing(space, () => send(within(space, TOOLS), body)), refused);
  });

  it.each(CASES.filter(([what]) => !what.includes('same request') && !what.includes('taken')))(
    '%s cannot be tried either, nor can a stored one be changed to it',
    async (_what, element, refused) => {
      const of = (prefix: string): Refused => ({ ...refused, path: refused.path!.replace('[1].', prefix) });
      const [{ _id }] = (await rest(product, within(space, TOOLS, { _name: 'taken' }))).body._list;
      await leavesNothing(space, async () => {
        expectProblem(
          await rest(product, within(space, `${TOOLS}/try`), { body: { tool: element(), arguments: {} } }),
          of('tool.'),
        );
        expectProblem(
          await rest(product, within(space, `${TOOLS}/${String(_id)}`), { method: 'PUT', body: element() }),
          of(''),
        );
      });
    },
  );

  it('is refused with all its problems at once', async () => {
    const body = [tool('a', { _schema: {} }), tool('getFiles_IafFileSvc'), tool('c', { _schema: { type: 'array' } })];
    const { body: problem } = await rest(product, within(space, TOOLS), { body });
    const problems: { path: string }[] = problem.errors;
    expect(problems.map(({ path }) => path)).toEqual(['[0]._schema.type', '[1]._name', '[2]._schema.type']);
  });
});

describe('a filter', () => {
  const CASES: [string, object, Refused][] = [
    ['with an unknown field', { _colour: 'red' }, { path: '[1]._criteria._colour', says: /there are _name/ }],
    ['with an unknown operator', { _name: { $ne: 'a' } }, { path: '[1]._criteria._name.$ne', says: /\$in, \$regex/ }],
    ['without any field', {}, { path: '[1]._criteria', says: /at least one of/ }],
    ['with an empty list', { _name: { $in: [] } }, { path: '[1]._criteria._name.$in', says: /at least one/ }],
    ['with an empty matcher', { _name: {} }, { path: '[1]._criteria._name', says: /exactly one operator/ }],
    ['with two operators', { _name: { $in: ['a'], $regex: 'a' } }, { path: '[1]._criteria._name' }],
    ['with a number', { _name: 7 }, { path: '[1]._criteria._name' }],
    [
      'with tags by $regex',
      { _tags: { $regex: 'a' } },
      { path: '[1]._criteria._tags.$regex', says: /\$in, \$nin, \$all/ },
    ],
    [
      'with a name by $nin',
      { _name: { $nin: ['a'] } },
      { path: '[1]._criteria._name.$nin', says: /of _name.*\$regex/ },
    ],
    ['with tags as a list', { _tags: ['a'] }, { path: '[1]._criteria._tags', says: /\$all/ }],
    [
      'with what is no tag',
      { _tags: { $nin: ['a', 'b c'] } },
      { path: '[1]._criteria._tags.$nin[1]', says: /letters/ },
    ],
    ['with an unknown type', { _type: 'tool' }, { path: '[1]._criteria._type', says: /system_mcp_tool/ }],
    ['with a regex that does not compile', { _name: { $regex: '(' } }, { path: '[1]._criteria._name.$regex' }],
    ['with a back reference', { _name: { $regex: '(a)\\1' } }, { path: '[1]._criteria._name.$regex' }],
    ['with a look-ahead', { _name: { $regex: '(?=a)' } }, { path: '[1]._criteria._name.$regex' }],
    [
      'with a regex that is too costly',
      { _name: { $regex: '((a{1,500}){1,500}){1,500}' } },
      { path: '[1]._criteria._name.$regex' },
    ],
  ];
  it.each(CASES)('%s in its criteria is refused', async (_what, criteria, refused) => {
    const body = JSON.stringify([filter('good', { _name: 'a' }), filter('bad', criteria)]);
    expectProblem(await leavesNothing(space, () => send(within(space, FILTERS), body)), refused);
  });

  it('whose regex would backtrack elsewhere is kept, and answers at once', async () => {
    const namespace = newNamespace();
    await store(product, within(namespace, FILTERS), [
      filter('slow', { _name: { $regex: '^(([a-z_A-Z])+.)+[A-Z]([a-z])+$' } }),
    ]);
    const { status } = await rpc(product, `nsfilter=${namespace}&filter=slow`, { method: 'tools/list' });
    expect(status).toBe(200);
  });

  const OTHERS: [string, object, Refused][] = [
    ['_userType is taken', { _userType: 'taken' }, { status: 409, code: 'Conflict', path: '[1]._userType' }],
    ['_userType has a space', { _userType: 'a b' }, { path: '[1]._userType', says: /letters, digits/ }],
    ['_userType has 51 characters', { _userType: 'x'.repeat(51) }, { path: '[1]._userType', says: /1 to 50/ }],
    ['_userType is empty', { _userType: '' }, { path: '[1]._userType' }],
    ['_name has 51 characters', { _name: 'x'.repeat(51) }, { path: '[1]._name', says: /at most 50/ }],
    ['_criteria is missing', { _criteria: undefined }, { path: '[1]._criteria' }],
    ['_criteria is a text', { _criteria: '{}' }, { path: '[1]._criteria' }],
  ];
  it.each(OTHERS)('whose %s is refused', async (_what, fields, refused) => {
    const body = JSON.stringify([filter('good', { _name: 'a' }), filter('bad', { _name: 'a' }, fields)]);
    expectProblem(await leavesNothing(space, () => send(within(space, FILTERS), body)), refused);
  });
});

describe('a list', () => {
  it.each(LISTS)('%s refuses a namespace that is missing, malformed or unknown', async (path) => {
    expectProblem(await rest(product, path), { path: 'nsfilter', says: /is required/ });
    expectProblem(await rest(product, `${path}?nsfilter=`), { path: 'nsfilter[0]' });
    expectProblem(await rest(product, `${path}?nsfilter=a&nsfilter=b`), { path: 'nsfilter' });
    const unknown = await rest(product, within('nothing_here', path));
    expectProblem(unknown, { status: 404, code: 'NamespaceNotFound', path: 'nsfilter', says: /"nothing_here"/ });
    expect(unknown.body.detail).toMatch(/A namespace exists once something is stored in it/);
  });

  it.each(LISTS)('%s refuses an unknown parameter', async (path) => {
    expectProblem(await rest(product, within(space, path, { _limit: '1' })), { path: '_limit' });
  });

  const PAGES = ['-1', '0', '1001', '99999999999', '1.5', 'many', ''];
  it.each(LISTS.flatMap((path) => PAGES.map((size) => [path, size])))(
    '%s refuses a _pageSize of %j',
    async (path, size) => {
      const answer = await rest(product, within(space, path, { _pageSize: size }));
      expectProblem(answer, { path: '_pageSize', says: /whole number from 1 to 1000/ });
    },
  );

  it.each(LISTS)('%s refuses a negative _offset, and a _pageSize that is repeated', async (path) => {
    expectProblem(await rest(product, within(space, path, { _offset: '-1' })), { path: '_offset' });
    expectProblem(await rest(product, `${within(space, path)}&_pageSize=1&_pageSize=2`), { path: '_pageSize' });
  });
});

describe('the query of a list', () => {
  const paths = (): [string, string][] => [
    ['items', ITEMS],
    ['files', FILES],
    ['related items', `${ITEMS}/${collectionId}/relateditems`],
  ];
  const CASES: [string, Record<string, string>, Refused][] = [
    ['$where', { query: '{"$where": "sleep(1000)"}' }, { path: 'query.$where', says: /does not exist here/ }],
    ['$function', { query: '{"$expr": {"$function": {}}}' }, { path: 'query.$expr' }],
    ['$function in a field', { query: '{"_name": {"$function": {}}}' }, { path: 'query._name.$function' }],
    ['a hidden $where', { query: '{"$or": [{"$and": [{"$where": "1"}]}]}' }, { path: 'query.$or[0].$and[0].$where' }],
    ['__proto__', { query: '{"__proto__": {"a": 1}}' }, { path: 'query.__proto__' }],
    ['__proto__ in a path', { query: '{"a.__proto__.b": 1}' }, { path: 'query.a.__proto__.b' }],
    ['__proto__ in a value', { query: '{"_name": {"__proto__": 1}}' }, { path: 'query._name.__proto__' }],
    ['a regex that would backtrack', { query: '{"_name": {"$regex": "(a)\\\\1"}}' }, { path: 'query._name.$regex' }],
    ['JSON that does not parse', { query: '{"_name": ' }, { path: 'query', says: /is not JSON/ }],
    ['an array', { query: '[]' }, { path: 'query', says: /not a JSON object/ }],
    ['17 KB', { query: JSON.stringify({ _name: 'x'.repeat(17 * 1024) }) }, { path: 'query', says: /16384 bytes/ }],
    ['a negative _pageSize', { page: '{"_pageSize": -1}' }, { path: 'page._pageSize' }],
    ['a huge _pageSize', { page: '{"_pageSize": 1e9}' }, { path: 'page._pageSize' }],
    ['an unknown key of page', { page: '{"_limit": 1}' }, { path: 'page._limit' }],
    ['a direction that is none', { sort: '{"_name": "up"}' }, { path: 'sort._name' }],
    ['a projection of both kinds', { project: '{"_name": 1, "_tags": 0}' }, { path: 'project._tags' }],
  ];
  it.each(CASES)('refuses %s', async (_what, query, refused) => {
    for (const [, path] of paths()) expectProblem(await rest(product, within(space, path, query)), refused);
  });

  it('refuses fields that items and files do not have', async () => {
    for (const path of [ITEMS, FILES]) {
      const answer = await rest(product, within(space, path, { query: '{"_secret": 1}' }));
      expectProblem(answer, { path: 'query._secret' });
    }
  });
});

describe('the MCP URL', () => {
  const CASES: [string, string, { status?: number; path: string; says?: RegExp }][] = [
    ['no nsfilter', '', { path: 'nsfilter', says: /is required/ }],
    ['a malformed nsfilter', 'nsfilter=a%20b', { path: 'nsfilter', says: /letters, digits/ }],
    ['several namespaces', 'nsfilter=a&nsfilter=b', { path: 'nsfilter', says: /more than once/ }],
    ['an unknown namespace', 'nsfilter=nothing_here', { status: 404, path: 'nsfilter', says: /"nothing_here"/ }],
    ['an unknown parameter', 'nsfilter=demo&colour=red', { path: 'colour', says: /not a known parameter/ }],
    ['a repeated filter', 'nsfilter=demo&filter=a&filter=b', { path: 'filter', says: /more than once/ }],
    ['an empty filter', 'nsfilter=demo&filter=', { path: 'filter' }],
    ['an unknown filter', 'nsfilter=demo&filter=absent', { status: 404, path: 'filter', says: /saved filter/ }],
    ['an inline $regex', 'nsfilter=demo&_name[$regex]=.*', { path: '_name[$regex]', says: /save a filter/ }],
    ['an inline $regex in JSON', 'nsfilter=demo&_name={"$regex":".*"}', { path: '_name', says: /save a filter/ }],
    ['an inline unknown type', 'nsfilter=demo&_type=tool', { path: '_type[0]', says: /system_mcp_tool/ }],
    ['inline tags by $nin', 'nsfilter=demo&_tags[$nin]=a', { path: '_tags[$nin]', says: /\$nin or \$all/ }],
    ['inline tags by $all', 'nsfilter=demo&_tags.$all=a', { path: '_tags.$all', says: /save a filter/ }],
    ['inline tags in JSON', 'nsfilter=demo&_tags={"$nin":["a"]}', { path: '_tags', says: /save a filter/ }],
    ['an inline value that is no tag', 'nsfilter=demo&_tags=a%20b', { path: '_tags[0]', says: /letters, digits/ }],
    ['a readOnly that is neither', 'nsfilter=demo&readOnly=yes', { path: 'readOnly', says: /true or false/ }],
    ['an empty readOnly', 'nsfilter=demo&filter=absent&readOnly=', { path: 'readOnly', says: /true or false/ }],
    ['a repeated readOnly', 'nsfilter=demo&readOnly=true&readOnly=true', { path: 'readOnly', says: /more than once/ }],
    ['an empty inline value', 'nsfilter=demo&_name=', { path: '_name[0]', says: /must not be empty/ }],
  ];
  it.each(CASES)(
    'with %s lists nothing, calls nothing and says why',
    async (_what, query, { status = 400, path, says }) => {
      const calls = [{ method: 'tools/list' }, { method: 'tools/call', params: { name: 'getFiles_IafFileSvc' } }];
      for (const call of calls) {
        const answer = await rpc(product, query, call);
        expect(answer).toMatchObject({
          status,
          body: { jsonrpc: '2.0', id: 1, error: { message: expect.any(String) } },
        });
        const problem = { path, message: expect.stringMatching(says ?? /\w/) };
        expect(answer.body.error.data.errors).toContainEqual(problem);
        expect(answer.body.result).toBeUndefined();
      }
      const preview = await rest(product, `${TOOLS}/exposed?${query}`);
      expect(preview.status).toBe(status);
      expect(preview.body.errors).toContainEqual({ path, message: expect.stringMatching(says ?? /\w/) });
    },
  );

  it('refuses a body that does not parse, has a poisoned key or is over the limit', async () => {
    const path = `${MCP}?nsfilter=demo`;
    expect(await send(path, '{"jsonrpc":')).toMatchObject({ status: 400, body: { error: { code: -32_700 } } });
    const poisoned =
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x","arguments":{"__proto__":{}}}}';
    const answer = await send(path, poisoned);
    expect(answer.body.error).toBeDefined();
    const large = `{"jsonrpc":"2.0","id":1,"method":"tools/list"}${' '.repeat(MAX_BODY_BYTES)}`;
    expect((await send(path, large)).status).toBe(413);
  });
});

describe('a request for one thing', () => {
  const paths = [ITEMS, FILES, TOOLS, FILTERS];

  it.each(paths)('%s answers an unknown id with 404', async (path) => {
    for (const id of ['absent', 'system:absent', '..%2f..', 'x'.repeat(200), "'$ne'"]) {
      const answer = await rest(product, within(space, `${path}/${id}`));
      expectProblem(answer, { status: 404, code: 'NotFound' });
    }
  });

  it.each(paths)('%s refuses an unknown query parameter and an overlong id', async (path) => {
    expectProblem(await rest(product, within(space, `${path}/absent`, { colour: 'red' })), { path: 'colour' });
    expectProblem(await rest(product, within(space, `${path}/${'x'.repeat(201)}`)), { path: 'id' });
  });

  it.each([ITEMS, TOOLS, FILTERS])('%s refuses an empty, an unknown and a poisoned patch', async (path) => {
    const [{ _id }] = (await rest(product, within(space, path, path === TOOLS ? { _type: 'user_mcp_tool' } : {}))).body
      ._list;
    const url = within(space, `${path}/${String(_id)}`);
    await leavesNothing(space, async () => {
      expectProblem(await rest(product, url, { method: 'PATCH', body: {} }), { says: /at least one field/ });
      expectProblem(await rest(product, url, { method: 'PATCH', body: { _id: 'x' } }), { path: '_id' });
      expectProblem(await rest(product, url, { method: 'PATCH', body: [] }), { path: 'body' });
      expectProblem(await rest(product, url, { method: 'PATCH', body: { _name: 'b' }, headers: { 'if-match': 'x' } }), {
        path: 'If-Match',
        says: /ETag/,
      });
    });
  });

  it('answers an unknown route as a problem too', async () => {
    expectProblem(await rest(product, '/itemsvc/api/v1/nothing'), { status: 404, code: 'NotFound' });
    expectProblem(await rest(product, within(space, FUNCTIONS), { method: 'DELETE' }), {
      status: 404,
      code: 'NotFound',
    });
  });
});
