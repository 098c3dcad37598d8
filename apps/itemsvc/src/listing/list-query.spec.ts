import type { Principal } from '#libs/access';
import { type FieldProblem, ToolrackError } from '#libs/errors';
import { type ListParameters, type ListQuery, readListQuery } from './list-query.js';

const FIELDS = ['_id', '_name', '_userType', '_metadata'];

const ADMIN: Principal = { id: 'admin', kind: 'admin', namespaces: '*' };
const ANNA: Principal = { id: 'anna', kind: 'user', namespaces: ['a', 'b'] };

function valueOf(parameters: ListParameters, fields: readonly string[] | 'any' = FIELDS, principal = ADMIN): ListQuery {
  return readListQuery(parameters, { stored: fields, shown: fields }, principal);
}

function problemsOf(
  parameters: ListParameters,
  fields: readonly string[] | 'any' = FIELDS,
  principal = ADMIN,
): FieldProblem[] {
  try {
    throw new Error(JSON.stringify(valueOf(parameters, fields, principal)));
  } catch (error) {
    if (!(error instanceof ToolrackError)) throw error;
    return error.errors;
  }
}

describe('no parameters', () => {
  it('mean the first 50 of all', () => {
    const all = { filter: {}, projection: undefined, offset: 0, pageSize: 50, sort: {} };
    expect(valueOf({})).toEqual(all);
    expect(valueOf({ query: '{}', project: '{}', page: '{}', sort: '{}' })).toEqual(all);
  });
});

describe('every parameter', () => {
  const names = ['query', 'project', 'page', 'sort'] as const;

  it.each(names)('%s is refused when it is not JSON, with the position', (name) => {
    expect(problemsOf({ [name]: '{"a": }' })).toEqual([
      { path: name, message: 'is not JSON: expected a value at position 6, found "}"' },
    ]);
    expect(problemsOf({ [name]: '' })).toMatchObject([{ path: name }]);
  });

  it.each(names)('%s is refused when it is no object', (name) => {
    for (const text of ['[]', 'null', '1', '"a"']) {
      expect(problemsOf({ [name]: text })).toEqual([{ path: name, message: 'is not a JSON object' }]);
    }
  });

  it.each(names)('%s is refused over 16 KB of UTF-8', (name) => {
    const text = JSON.stringify({ _name: 'é'.repeat(8 * 1024) });
    expect(problemsOf({ [name]: text })).toEqual([{ path: name, message: 'is longer than 16384 bytes' }]);
  });

  it.each(names)('%s refuses keys that reach a prototype', (name) => {
    for (const key of ['__proto__', 'constructor', 'prototype', '_bsontype']) {
      expect(problemsOf({ [name]: `{"${key}": 1}` }, 'any')).toMatchObject([{ path: `${name}.${key}` }]);
    }
  });

  it('is checked, so that all problems are named at once', () => {
    const params = {
      query: '{"$where": "1"}',
      project: '{"_name": 2}',
      sort: '{"_name": 0}',
      page: '{"_pageSize": 0}',
    };
    expect(problemsOf(params).map(({ path }) => path)).toEqual([
      'query.$where',
      'project._name',
      'sort._name',
      'page._pageSize',
    ]);
  });
});

describe('_after', () => {
  it('names the entry after which the list begins, and goes with no order', () => {
    expect(valueOf({ _after: 'a', sort: '{}', _offset: 2 })).toMatchObject({ after: 'a', offset: 2, sort: {} });
    expect(valueOf({})).not.toHaveProperty('after');
    expect(problemsOf({ _after: 'a', sort: '{"_name": 1}' })).toMatchObject([{ path: '_after' }]);
  });
});

describe('query', () => {
  it.each([
    '{"_name": "a", "_metadata._createdAt": {"$gte": "2026-01-01", "$lt": "2027-01-01"}}',
    '{"_name": null}',
    '{"_name": {"$eq": "a"}, "_userType": {"$ne": {"a": [1]}}}',
    '{"_name": {"$in": ["a", null, 1]}, "_userType": {"$nin": []}}',
    '{"$and": [{"_name": "a"}, {"$or": [{"_name": "b"}, {"$nor": [{"_name": "c"}]}]}]}',
    '{"_name": {"$not": {"$regex": "^a", "$options": "im"}}}',
    '{"_metadata": {"$exists": true}}',
    '{"_metadata.tags": {"$all": ["a", "b"], "$size": 2}}',
    '{"_metadata.scores": {"$elemMatch": {"$gt": 1, "$lt": 5}}}',
    '{"_metadata.rows": {"$elemMatch": {"anything": "a", "$or": [{"x": 1}, {"y": 2}]}}}',
    '{"_metadata": {"a": {"b": [1, {"c": 2}]}}}',
    '{"_metadata": {}}',
  ])('may be %s', (query) => {
    expect(valueOf({ query }).filter).toEqual(JSON.parse(query));
  });

  it.each([
    ['{"$where": "sleep(1e9)"}', 'query.$where'],
    ['{"_name": {"$where": "1"}}', 'query._name.$where'],
    ['{"$expr": {"$function": {"body": "x"}}}', 'query.$expr'],
    ['{"_name": {"$function": {}}}', 'query._name.$function'],
    ['{"$text": {"$search": "a"}}', 'query.$text'],
    ['{"$and": [{"_name": "a"}, {"$accumulator": {}}]}', 'query.$and[1].$accumulator'],
    ['{"_name": {"$not": {"$jsonSchema": {}}}}', 'query._name.$not.$jsonSchema'],
    ['{"_name": {"$elemMatch": {"a": {"$type": 2}}}}', 'query._name.$elemMatch.a.$type'],
    ['{"_name": {"$gt": {"$function": {}}}}', 'query._name.$gt.$function'],
    ['{"_name": {"$in": [{"$where": "1"}]}}', 'query._name.$in[0].$where'],
    ['{"_name": [{"a": {"$oid": "x"}}]}', 'query._name[0].a.$oid'],
    ['{"_name": {"$$ROOT": 1}}', 'query._name.$$ROOT'],
  ])('refuses the operator of %s by name, and lists those that exist', (query, path) => {
    const operator = path.slice(path.lastIndexOf('.') + 1);
    expect(problemsOf({ query })).toEqual([
      {
        path,
        message: `the operator ${operator} does not exist here; the operators are $and $or $nor $eq $ne $gt $gte $lt $lte $in $nin $not $exists $regex $options $all $elemMatch $size`,
      },
    ]);
  });

  it.each([
    ['{"$gt": 1}', 'query.$gt', /stands inside a field/],
    ['{"$not": {"_name": "a"}}', 'query.$not', /stands inside a field/],
    ['{"_name": {"$or": [{"$eq": 1}]}}', 'query._name.$or', /stands around fields/],
    ['{"_name": {"$gt": 1, "b": 2}}', 'query._name.b', /"b" stands among operators/],
    ['{"_name": {"a": {"$gt": 1}}}', 'query._name.a.$gt', /not inside a value/],
    ['{"$and": []}', 'query.$and', /non-empty array/],
    ['{"$or": {"_name": 1}}', 'query.$or', /non-empty array/],
    ['{"$or": [1]}', 'query.$or[0]', /is not an object/],
    ['{"_name": {"$in": "a"}}', 'query._name.$in', /takes an array/],
    ['{"_name": {"$not": {}}}', 'query._name.$not', /object of operators/],
    ['{"_name": {"$not": "a"}}', 'query._name.$not', /object of operators/],
    ['{"_name": {"$exists": 1}}', 'query._name.$exists', /true or false/],
    ['{"_name": {"$size": -1}}', 'query._name.$size', /whole number/],
    ['{"_name": {"$size": 1.5}}', 'query._name.$size', /whole number/],
    ['{"_name": {"$elemMatch": 1}}', 'query._name.$elemMatch', /object of operators or a filter/],
    ['{"_name": {"$options": "i"}}', 'query._name.$options', /beside \$regex/],
    ['{"_name": {"$regex": "a", "$options": "g"}}', 'query._name.$options', /i, m and s/],
    ['{"_name": {"$regex": "a", "$options": "ii"}}', 'query._name.$options', /i, m and s/],
    ['{"_name": {"$regex": {"a": 1}}}', 'query._name.$regex', /takes a string/],
    ['{"_name": {"$regex": "a\\u0000"}}', 'query._name.$regex', /null characters/],
    ['{"_name": {"$regex": "("}}', 'query._name.$regex', /linear time/],
    ['{"_name": {"$regex": "(?=a)"}}', 'query._name.$regex', /linear time/],
    ['{"_name": {"$regex": "(a)\\\\1"}}', 'query._name.$regex', /linear time/],
    ['{"_metadata.__proto__.a": 1}', 'query._metadata.__proto__.a', /"__proto__" is not allowed/],
    ['{"_metadata": {"a": {"constructor": 1}}}', 'query._metadata.a.constructor', /"constructor" is not allowed/],
    ['{"_metadata": {"$elemMatch": {"prototype": 1}}}', 'query._metadata.$elemMatch.prototype', /not allowed/],
    ['{"_name": {"a": {"_bsontype": "Long"}}}', 'query._name.a._bsontype', /"_bsontype" is not allowed/],
    ['{"_name": {"a\\u0000": 1}}', 'query._name.a\0', /null character/],
    ['{"": 1}', 'query.', /not a field name/],
    ['{"_name..a": 1}', 'query._name..a', /not a field name/],
    ['{"_name.$a": 1}', 'query._name.$a', /not a field name/],
  ])('refuses %s', (query, path, message) => {
    expect(problemsOf({ query })).toEqual([{ path, message: expect.stringMatching(message) }]);
  });

  it('refuses root fields that the list does not have, and names those it has', () => {
    expect(problemsOf({ query: '{"$or": [{"_secret.a": 1}]}' })).toEqual([
      {
        path: 'query.$or[0]._secret.a',
        message: '"_secret" is not a field of this list; known are _id, _name, _userType, _metadata',
      },
    ]);
    expect(valueOf({ query: '{"anything.at.all": 1}' }, 'any').filter).toEqual({ 'anything.at.all': 1 });
  });

  it('is at most 10 levels deep', () => {
    const nested = (levels: number) => `${'{"$and":['.repeat(levels - 1)}{}${']}'.repeat(levels - 1)}`;
    expect(valueOf({ query: nested(10) }).filter).toHaveProperty('$and');
    expect(problemsOf({ query: nested(11) })).toMatchObject([{ message: 'is nested over 10 levels deep' }]);
    const values = (levels: number) => `{"_name":${'['.repeat(levels)}${']'.repeat(levels)}}`;
    expect(valueOf({ query: values(9) }).filter).toHaveProperty('_name');
    for (const query of [values(10), values(8_000), nested(1_000)]) {
      expect(problemsOf({ query })).toMatchObject([{ message: 'is nested over 10 levels deep' }]);
    }
    const nots = `{"_name":${'{"$not":'.repeat(1_000)}{"$gt":1}${'}'.repeat(1_000)}}`;
    expect(problemsOf({ query: nots })).toMatchObject([{ message: 'is nested over 10 levels deep' }]);
  });

  it('has at most 200 conditions', () => {
    const either = (count: number) => JSON.stringify({ $or: Array.from({ length: count }, () => ({ _name: 1 })) });
    expect(valueOf({ query: either(199) }).filter).toHaveProperty('$or');
    expect(problemsOf({ query: either(200) })).toEqual([
      { path: 'query.$or[199]._name', message: 'is one condition too many: a filter may have 200' },
    ]);
  });

  it('is answered with at most 20 problems', () => {
    const query = JSON.stringify({ $or: Array.from({ length: 100 }, (_, at) => ({ [`f${at}`]: 1 })) });
    expect(problemsOf({ query })).toHaveLength(20);
  });
});

describe('page', () => {
  it('is given as JSON or as two parameters', () => {
    const page = { offset: 100, pageSize: 1_000 };
    expect(valueOf({ page: '{"_offset": 100, "_pageSize": 1000}' })).toMatchObject(page);
    expect(valueOf({ _offset: 100, _pageSize: 1_000 })).toMatchObject(page);
    expect(valueOf({ _offset: 1_000_000 })).toMatchObject({ offset: 1_000_000, pageSize: 50 });
  });

  it('is not given as both', () => {
    expect(problemsOf({ page: '{}', _offset: 1 })).toEqual([
      { path: 'page', message: 'is given together with _offset or _pageSize; give one of the two' },
    ]);
  });

  it.each(['0', '-1', '1001', '1.5', '"50"', 'null', '1e400'])('refuses a _pageSize of %s', (size) => {
    expect(problemsOf({ page: `{"_pageSize": ${size}}` })).toEqual([
      { path: 'page._pageSize', message: 'is not a whole number from 1 to 1000' },
    ]);
  });

  it.each(['-1', '1000001'])('refuses an _offset of %s', (offset) => {
    const message = 'is not a whole number from 0 to 1000000';
    expect(problemsOf({ page: `{"_offset": ${offset}}` })).toEqual([{ path: 'page._offset', message }]);
  });

  it.each(['limit', 'toString'])('refuses the unknown key %s', (key) => {
    expect(problemsOf({ page: `{"${key}": 1}` })).toEqual([
      { path: `page.${key}`, message: 'does not exist; known are _offset, _pageSize' },
    ]);
  });
});

describe('sort', () => {
  it('keeps its order and takes both spellings', () => {
    const { sort } = valueOf({ sort: '{"_userType": "desc", "_name": 1, "_metadata._createdAt": -1, "_id": "asc"}' });
    expect(Object.entries(sort)).toEqual([
      ['_userType', -1],
      ['_name', 1],
      ['_metadata._createdAt', -1],
      ['_id', 1],
    ]);
  });

  it.each([
    ['{"_name": 2}', 'sort._name', /takes 1, -1/],
    ['{"_name": {"$meta": "textScore"}}', 'sort._name', /takes 1, -1/],
    ['{"_secret": 1}', 'sort._secret', /"_secret" is not a field of this list; known are _id/],
    ['{"1": 1}', 'sort.1', /first part is a number/],
    [
      '{"_metadata.a":1,"_metadata.b":1,"_metadata.c":1,"_metadata.d":1,"_metadata.e":1,"_metadata.f":1}',
      'sort',
      /at most 5/,
    ],
  ])('refuses %s', (sort, path, message) => {
    expect(problemsOf({ sort })).toEqual([{ path, message: expect.stringMatching(message) }]);
  });
});

describe('project', () => {
  it.each([
    '{"_name": 1, "_metadata._createdAt": 1}',
    '{"_name": 0}',
    '{"_id": 0, "_name": 1}',
    '{"_name": 1, "_id": 0}',
  ])('may be %s', (project) => {
    expect(valueOf({ project }).projection).toEqual(JSON.parse(project));
  });

  it.each([
    ['{"_name": 1, "_userType": 0}', 'project._userType', /only _id may differ/],
    ['{"_name": true}', 'project._name', /takes 1 .* or 0/],
    ['{"_name": {"$slice": 1}}', 'project._name', /takes 1 .* or 0/],
    ['{"_metadata.$": 1}', 'project._metadata.$', /not a field name/],
    ['{"_secret": 1}', 'project._secret', /is not a field of this list/],
    ['{"_metadata": 1, "_metadata.a": 1}', 'project._metadata.a', /overlaps with _metadata/],
  ])('refuses %s', (project, path, message) => {
    expect(problemsOf({ project })).toEqual([{ path, message: expect.stringMatching(message) }]);
  });

  it('refuses over 100 fields', () => {
    const project = JSON.stringify(Object.fromEntries(Array.from({ length: 101 }, (_, at) => [`f${at}`, 1])));
    expect(problemsOf({ project }, 'any')).toMatchObject([{ path: 'project' }]);
  });
});

describe('namespaces', () => {
  const filterOf = (query: object, principal = ANNA) =>
    valueOf({ query: JSON.stringify(query) }, 'any', principal).filter;

  it.each<[string, unknown, unknown]>([
    ['a name', 'a', 'a'],
    ['the name of another', 'c', ''],
    ['$in', { $in: ['a', 'c'] }, { $in: ['a', ''] }],
    ['$nin and $ne', { $nin: ['c'], $ne: 'b' }, { $nin: [''], $ne: 'b' }],
    ['$all', { $all: ['a', 'b', 'c'] }, { $all: ['a', 'b', ''] }],
    ['$eq', { $eq: 'c' }, { $eq: '' }],
  ])('are asked for by %s as if there were none but one’s own', (_what, given, held) => {
    expect(filterOf({ _namespaces: given })).toEqual({ _namespaces: held });
    const within = (value: unknown) => ({ _a: 1, $or: [{ $nor: [{ _namespaces: value }] }] });
    expect(filterOf(within(given))).toEqual(within(held));
    expect(filterOf({ _namespaces: given }, ADMIN)).toEqual({ _namespaces: given });
  });

  it.each<[string, object]>([
    ['a pattern', { _namespaces: { $regex: '^c' } }],
    ['a comparison', { _namespaces: { $gt: 'c' } }],
    ['their number', { _namespaces: { $size: 2 } }],
    ['a condition on one of them', { _namespaces: { $elemMatch: { $eq: 'c' } } }],
    ['what they are not', { _namespaces: { $not: { $eq: 'c' } } }],
    ['all of them at once', { _namespaces: ['a', 'c'] }],
    ['nothing', { _namespaces: {} }],
    ['their place', { '_namespaces.1': 'c' }],
  ])('are not asked for by %s', (_what, query) => {
    for (const part of [query, { $and: [query] }]) {
      expect(problemsOf({ query: JSON.stringify(part) }, 'any', ANNA)).toMatchObject([
        { message: 'must ask for namespaces by whole names: one, or $eq, $ne, $in, $nin or $all with names' },
      ]);
      expect(filterOf(part, ADMIN)).toEqual(part);
    }
  });

  it('are not sorted by, unless all are one’s own', () => {
    for (const field of ['_namespaces', '_namespaces.1']) {
      const sort = JSON.stringify({ [field]: 1 });
      expect(problemsOf({ sort }, 'any', ANNA)).toMatchObject([{ path: `sort.${field}` }]);
      expect(valueOf({ sort }, 'any').sort).toEqual({ [field]: 1 });
    }
  });

  it('of somebody’s own data are not those of the service', () => {
    const query = { 'own._namespaces': { $regex: 'c' }, list: { $elemMatch: { _namespaces: 'c' } } };
    expect(filterOf(query)).toEqual(query);
  });
});
