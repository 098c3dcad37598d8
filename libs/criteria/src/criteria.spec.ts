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

describe('parseCriteria', () => {
  it.each<[string, unknown]>([
    ['an exact name', { _name: 'getFiles_IafFileSvc' }],
    ['a list and a type', { _serviceName: { $in: ['IafFileSvc', 'IafItemSvc'] }, _type: 'system_mcp_tool' }],
    ['an expression', { _name: { $regex: '^get' } }],
    ['a list of types', { _type: { $in: ['system_mcp_tool', 'user_mcp_tool'] } }],
    ['a hundred values', { _name: { $in: Array.from({ length: 100 }, (_, index) => `t${index}`) } }],
  ])('takes %s as it stands', (_what, criteria) => {
    expect(parseCriteria(criteria, '_criteria')).toEqual({ ok: true, criteria });
  });

  it.each<[string, unknown, string, RegExp]>([
    ['no object', 'all', '_criteria', /must be an object/],
    ['null', null, '_criteria', /must be an object/],
    ['an array', [], '_criteria', /must be an object/],
    ['an empty object', {}, '_criteria', /at least one of _name, _serviceName, _type/],
    ['an unknown field', { _tags: 'a' }, '_criteria._tags', /not a field.*_name, _serviceName, _type/],
    ['a prototype key', JSON.parse('{"_name":"a","__proto__":"b"}'), '_criteria.__proto__', /not a field/],
    ['an inherited name', { toString: 'a' }, '_criteria.toString', /not a field/],
    ['an unknown operator', { _name: { $ne: 'a' } }, '_criteria._name.$ne', /not an operator.*\$in, \$regex/],
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
    expect(Object.keys(schema.properties ?? {})).toEqual(['_name', '_serviceName', '_type']);
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
  ])('reads %j', (params, criteria) => {
    expect(parseInlineCriteria(params)).toEqual({ ok: true, criteria });
  });

  it.each<[Record<string, string | string[]>, string, RegExp]>([
    [{ '_name[$regex]': '^a' }, '_name[$regex]', /exact values only.*save a filter to use \$regex/],
    [{ '_name.$regex': '^a' }, '_name.$regex', /exact values only/],
    [{ _name: '{"$regex":"^a"}' }, '_name', /exact values only/],
    [{ _name: ['a', ' {"$in":["b"]}'] }, '_name', /exact values only/],
    [{ _tags: 'a' }, '_tags', /is not a criterion; there are _name, _serviceName, _type/],
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
  });

  it('differs for criteria that ask different things', () => {
    const several: Criteria[] = [
      { _name: 'a' },
      { _serviceName: 'a' },
      { _name: { $regex: 'a' } },
      { _name: { $in: ['a', 'b'] } },
      { _name: 'a","b' },
      { _name: 'a', _serviceName: 'a' },
    ];
    expect(new Set(several.map(criteriaKey)).size).toBe(several.length);
  });
});
