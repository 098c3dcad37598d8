import {
  type Criteria,
  compileCriteria,
  criteriaKey,
  criteriaSchema,
  parseCriteria,
  parseInlineCriteria,
} from '#libs/criteria';
import { z } from 'zod';

const fileTool = { _name: 'getFiles_IafFileSvc', _serviceName: 'IafFileSvc', _type: 'system_mcp_tool' };
const itemTool = { _name: 'getNamedUserItems_IafItemSvc', _serviceName: 'IafItemSvc', _type: 'system_mcp_tool' };
const userTool = { _name: 'GetFileNameById', _type: 'user_mcp_tool' };
const tools = [fileTool, itemTool, userTool];
const tagged = [
  { _name: 'find', _type: 'user_mcp_tool', _tags: ['files', 'fast'] },
  { _name: 'drop', _type: 'user_mcp_tool', _tags: ['files', 'slow', 'admin'] },
  { _name: 'bare', _type: 'user_mcp_tool', _tags: [] },
  fileTool,
];

describe('parseCriteria', () => {
  it.each<[string, unknown]>([
    ['an exact name', { _name: 'getFiles_IafFileSvc' }],
    ['a list and a type', { _serviceName: { $in: ['IafFileSvc', 'IafItemSvc'] }, _type: 'system_mcp_tool' }],
    ['an expression', { _name: { $regex: '^get' } }],
    ['a list of types', { _type: { $in: ['system_mcp_tool', 'user_mcp_tool'] } }],
    ['a tag', { _tags: 'files' }],
    ['any of some tags', { _tags: { $in: ['files', 'a/b:c.d-e_f', 'Prüfung', '7'] } }],
    ['none of some tags', { _tags: { $nin: ['slow'] }, _type: 'user_mcp_tool' }],
    ['all of some tags', { _tags: { $all: ['files', 'fast'] } }],
    ['several operators of tags', { _tags: { $in: ['a'], $nin: ['b'], $all: ['c', 'd'] } }],
    ['a hundred values', { _name: { $in: Array.from({ length: 100 }, (_, index) => `t${index}`) } }],
  ])('takes %s as it stands', (_what, criteria) => {
    expect(parseCriteria(criteria, '_criteria')).toEqual({ ok: true, criteria });
  });

  it.each<[string, unknown, string, RegExp]>([
    ['no object', 'all', '_criteria', /must be an object/],
    ['null', null, '_criteria', /must be an object/],
    ['an array', [], '_criteria', /must be an object/],
    ['an empty object', {}, '_criteria', /at least one of _name, _serviceName, _type, _tags/],
    ['an unknown field', { _title: 'a' }, '_criteria._title', /not a field.*_name, _serviceName, _type, _tags/],
    ['a prototype key', JSON.parse('{"_name":"a","__proto__":"b"}'), '_criteria.__proto__', /not a field/],
    ['an inherited name', { toString: 'a' }, '_criteria.toString', /not a field/],
    ['an unknown operator', { _name: { $ne: 'a' } }, '_criteria._name.$ne', /not an operator.*\$in, \$regex/],
    ['$nin of a name', { _name: { $nin: ['a'] } }, '_criteria._name.$nin', /not an operator of _name.*\$in, \$regex$/],
    [
      '$regex of tags',
      { _tags: { $regex: 'a' } },
      '_criteria._tags.$regex',
      /not an operator of _tags.*\$in, \$nin, \$all$/,
    ],
    ['$not of tags', { _tags: { $in: ['a'], $not: 'a' } }, '_criteria._tags.$not', /not an operator of _tags/],
    ['no operator of tags', { _tags: {} }, '_criteria._tags', /at least one operator of \$in, \$nin, \$all/],
    ['an array as tags', { _tags: ['a'] }, '_criteria._tags', /must be a string, .*\$in.*\$nin.*\$all/],
    ['an empty tag', { _tags: '' }, '_criteria._tags', /must be 1 to 50 letters/],
    ['what can be no tag', { _tags: { $nin: ['a', 'b c'] } }, '_criteria._tags.$nin[1]', /must be 1 to 50 letters/],
    ['no list of tags', { _tags: { $all: 'a' } }, '_criteria._tags.$all', /must be an array of strings/],
    ['an empty list of tags', { _tags: { $nin: [] } }, '_criteria._tags.$nin', /at least one value/],
    ['101 tags', { _tags: { $all: Array(101).fill('a') } }, '_criteria._tags.$all', /at most 100/],
    ['a number as a tag', { _tags: { $in: [1] } }, '_criteria._tags.$in[0]', /must be a string/],
    ['$where', { _name: { $in: ['a'], $where: '1' } }, '_criteria._name.$where', /not an operator/],
    ['no operator', { _name: {} }, '_criteria._name', /exactly one operator/],
    ['two operators', { _name: { $in: ['a'], $regex: 'b' } }, '_criteria._name', /exactly one operator/],
    ['a number', { _name: 1 }, '_criteria._name', /must be a string, \{ "\$in"/],
    ['an array as a match', { _name: ['a'] }, '_criteria._name', /must be a string, \{ "\$in"/],
    ['an empty string', { _name: '' }, '_criteria._name', /must not be empty/],
    ['an empty list', { _name: { $in: [] } }, '_criteria._name.$in', /at least one value/],
    ['101 values', { _name: { $in: Array(101).fill('a') } }, '_criteria._name.$in', /at most 100/],
    ['no list', { _name: { $in: 'a' } }, '_criteria._name.$in', /must be an array of strings/],
    ['a number in a list', { _name: { $in: ['a', 1] } }, '_criteria._name.$in[1]', /must be a string/],
    ['an unknown type', { _type: 'tool' }, '_criteria._type', /system_mcp_tool or user_mcp_tool/],
    [
      'an unknown type in a list',
      { _type: { $in: ['x'] } },
      '_criteria._type.$in[0]',
      /system_mcp_tool or user_mcp_tool/,
    ],
    ['an expression that is none', { _name: { $regex: '(' } }, '_criteria._name.$regex', /linear time/],
    ['one that would backtrack', { _name: { $regex: '(?=a)b' } }, '_criteria._name.$regex', /linear time/],
    [
      'one that is large when it is compiled',
      { _name: { $regex: '(?:a?b?c?){1000}' } },
      '_criteria._name.$regex',
      /repeats too much/,
    ],
    ['a number as an expression', { _name: { $regex: 1 } }, '_criteria._name.$regex', /must be a string/],
  ])('refuses %s and says where and why', (...[, criteria, path, message]) => {
    const parsed = parseCriteria(criteria, '_criteria');
    expect(parsed).toEqual({ ok: false, problems: [{ path, message: expect.stringMatching(message) }] });
  });

  it('names every problem', () => {
    const parsed = parseCriteria({ _name: { $in: [1] }, _type: 'x' }, '[0]._criteria');
    expect(!parsed.ok && parsed.problems.map(({ path }) => path)).toEqual([
      '[0]._criteria._name.$in[0]',
      '[0]._criteria._type',
    ]);
  });

  it('is described by a JSON Schema, for OpenAPI', () => {
    const schema = z.toJSONSchema(criteriaSchema);
    expect(Object.keys(schema.properties ?? {})).toEqual(['_name', '_serviceName', '_type', '_tags']);
    expect(schema.additionalProperties).toBe(false);
  });
});

describe('parseInlineCriteria', () => {
  it.each<[Record<string, string | string[]>, Criteria | undefined]>([
    [{}, undefined],
    [{ _name: 'a' }, { _name: { $in: ['a'] } }],
    [
      { _serviceName: ['A', 'B'], _type: 'user_mcp_tool' },
      { _serviceName: { $in: ['A', 'B'] }, _type: { $in: ['user_mcp_tool'] } },
    ],
    [{ _tags: ['files', 'fast'] }, { _tags: { $in: ['files', 'fast'] } }],
  ])('reads %j', (params, criteria) => {
    expect(parseInlineCriteria(params)).toEqual({ ok: true, criteria });
  });

  it.each<[Record<string, string | string[]>, string, RegExp]>([
    [{ '_name[$regex]': '^a' }, '_name[$regex]', /exact values only.*save a filter to use \$regex/],
    [{ '_name.$regex': '^a' }, '_name.$regex', /exact values only/],
    [{ _name: '{"$regex":"^a"}' }, '_name', /exact values only/],
    [{ _name: ['a', ' {"$in":["b"]}'] }, '_name', /exact values only/],
    [{ '_tags[$nin]': 'a' }, '_tags[$nin]', /exact values only.*save a filter to use \$nin or \$all/],
    [{ '_tags.$all': ['a', 'b'] }, '_tags.$all', /exact values only/],
    [{ _tags: '{"$nin":["a"]}' }, '_tags', /exact values only/],
    [{ _tags: ['a', '{"$regex":"b"}'] }, '_tags', /exact values only/],
    [{ _tags: ['a', 'b c'] }, '_tags[1]', /must be 1 to 50 letters/],
    [{ _title: 'a' }, '_title', /is not a criterion; there are _name, _serviceName, _type, _tags/],
    [{ constructor: 'a' }, 'constructor', /is not a criterion/],
    [{ _type: 'tool' }, '_type[0]', /system_mcp_tool or user_mcp_tool/],
    [{ _name: '' }, '_name[0]', /must not be empty/],
    [{ _name: Array<string>(101).fill('a') }, '_name', /at most 100/],
  ])('refuses %j', (params, path, message) => {
    const problems = [{ path, message: expect.stringMatching(message) }];
    expect(parseInlineCriteria(params)).toEqual({ ok: false, problems });
  });
});

describe('compileCriteria', () => {
  it.each<[Criteria, string[]]>([
    [{ _name: 'GetFileNameById' }, ['GetFileNameById']],
    [{ _name: 'getfilenamebyid' }, []],
    [{ _type: 'system_mcp_tool' }, ['getFiles_IafFileSvc', 'getNamedUserItems_IafItemSvc']],
    [{ _serviceName: { $in: ['IafFileSvc', 'IafPassSvc'] } }, ['getFiles_IafFileSvc']],
    [{ _serviceName: { $regex: '' } }, ['getFiles_IafFileSvc', 'getNamedUserItems_IafItemSvc']],
    [{ _name: { $regex: 'File' } }, ['getFiles_IafFileSvc', 'GetFileNameById']],
    [{ _name: { $regex: 'File' }, _type: 'user_mcp_tool' }, ['GetFileNameById']],
    [{ _serviceName: 'IafFileSvc', _type: 'user_mcp_tool' }, []],
  ])('%j selects %j', (criteria, names) => {
    expect(tools.filter(compileCriteria(criteria).selects).map(({ _name }) => _name)).toEqual(names);
  });
});

describe('compileCriteria of tags', () => {
  it.each<[Criteria, string[]]>([
    [{ _tags: 'files' }, ['find', 'drop']],
    [{ _tags: 'file' }, []],
    [{ _tags: 'Files' }, []],
    [{ _tags: { $in: ['fast', 'admin', 'unknown'] } }, ['find', 'drop']],
    [{ _tags: { $in: ['unknown'] } }, []],
    [{ _tags: { $nin: ['slow', 'unknown'] } }, ['find', 'bare', 'getFiles_IafFileSvc']],
    [{ _tags: { $all: ['files', 'slow'] } }, ['drop']],
    [{ _tags: { $all: ['files', 'unknown'] } }, []],
    [{ _tags: { $all: ['files'], $nin: ['admin'] } }, ['find']],
    [{ _tags: { $in: ['fast', 'slow'], $all: ['files'], $nin: ['fast', 'slow'] } }, []],
    [{ _tags: { $nin: ['slow'] }, _type: 'user_mcp_tool' }, ['find', 'bare']],
  ])('%j selects %j', (criteria, names) => {
    const { selects, explain } = compileCriteria(criteria);
    expect(tagged.filter(selects).map(({ _name }) => _name)).toEqual(names);
    for (const tool of tagged) expect(explain(tool) === undefined).toBe(selects(tool));
  });

  it.each<[Criteria, number, string]>([
    [{ _tags: 'slow' }, 0, '_tags are "files", "fast", and must include "slow".'],
    [{ _tags: { $in: ['a', 'b'] } }, 2, 'The tool has no _tags, and must include one of "a", "b".'],
    [{ _tags: { $all: ['a', 'b'] } }, 3, 'The tool has no _tags, and must include all of "a", "b".'],
    [
      { _tags: { $nin: ['slow'], $all: ['files'] } },
      1,
      '_tags are "files", "slow", "admin", and must include none of "slow".',
    ],
  ])('says why %j leaves a tool out', (criteria, tool, sentence) => {
    expect(compileCriteria(criteria).explain(tagged[tool]!)).toBe(sentence);
  });
});

describe('explain', () => {
  it.each<[Criteria, string]>([
    [{ _name: 'a' }, '_name is "GetFileNameById", and must be "a".'],
    [{ _name: { $in: ['a', 'b'] } }, '_name is "GetFileNameById", and must be one of "a", "b".'],
    [{ _name: { $regex: '^get' } }, '_name is "GetFileNameById", and must match the expression ^get.'],
    [{ _serviceName: 'IafFileSvc' }, 'The tool has no _serviceName, and must be "IafFileSvc".'],
  ])('says why %j leaves a tool out', (criteria, sentence) => {
    expect(compileCriteria(criteria).explain(userTool)).toBe(sentence);
  });

  it('has a reason exactly when the tool is not selected', () => {
    const several: Criteria[] = [
      { _name: { $regex: 'File' } },
      { _type: 'user_mcp_tool' },
      { _serviceName: 'IafItemSvc' },
    ];
    for (const criteria of several) {
      const { selects, explain } = compileCriteria(criteria);
      for (const tool of tools) expect(explain(tool) === undefined).toBe(selects(tool));
    }
  });
});

describe('criteriaKey', () => {
  it('is the same for criteria that ask the same', () => {
    const key = criteriaKey({ _name: { $in: ['a', 'b'] }, _type: 'user_mcp_tool' });
    expect(criteriaKey({ _type: { $in: ['user_mcp_tool'] }, _name: { $in: ['b', 'a', 'b'] } })).toBe(key);
    const ofTags = criteriaKey({ _tags: { $nin: ['a', 'b'], $in: ['c'] } });
    expect(criteriaKey({ _tags: { $in: ['c', 'c'], $nin: ['b', 'a'] } })).toBe(ofTags);
    expect(criteriaKey({ _tags: { $in: ['c'] } })).toBe(criteriaKey({ _tags: 'c' }));
  });

  it('differs for criteria that ask different things', () => {
    const several: Criteria[] = [
      { _name: 'a' },
      { _serviceName: 'a' },
      { _name: { $regex: 'a' } },
      { _name: { $in: ['a', 'b'] } },
      { _name: 'a","b' },
      { _name: 'a', _serviceName: 'a' },
      { _tags: 'a' },
      { _tags: { $nin: ['a'] } },
      { _tags: { $all: ['a'] } },
      { _tags: { $in: ['a'], $nin: ['b'] } },
      { _tags: { $in: ['a', 'b'] } },
      { _tags: { $all: ['a', 'b'] } },
    ];
    expect(new Set(several.map(criteriaKey)).size).toBe(several.length);
  });
});
