import { BSONRegExp, Double, Int32, Long } from 'bson';
import { decode, type Document, encode } from '../values/bson.js';
import { matcher } from './match.js';

const matches = (filter: Document, document: Document): boolean =>
  matcher(decode(encode(filter)))(decode(encode(document)));

/** Filter, documents that match, documents that do not. */
const TABLE: [Document, Document[], Document[]][] = [
  [{}, [{}, { a: 1 }], []],
  [
    { a: 1 },
    [{ a: 1 }, { a: new Double(1) }, { a: Long.fromNumber(1) }, { a: [0, 1] }],
    [{}, { a: '1' }, { a: [[1]] }],
  ],
  [{ a: null }, [{}, { a: null }, { a: [null] }], [{ a: 0 }, { a: [] }]],
  [{ a: [1, 2] }, [{ a: [1, 2] }, { a: [[1, 2]] }], [{ a: [2, 1] }, { a: [1, 2, 3] }]],
  [{ a: { b: 1, c: 2 } }, [{ a: { b: 1, c: 2 } }], [{ a: { c: 2, b: 1 } }, { a: { b: 1 } }]],
  [{ 'a.b': 1 }, [{ a: { b: 1 } }, { a: [{ b: 0 }, { b: 1 }] }, { a: [{ b: [1] }] }], [{ a: [1] }, { a: 1 }]],
  [{ 'a.1': 5 }, [{ a: [4, 5] }, { a: { 1: 5 } }, { a: [{ 1: 5 }] }], [{ a: [5, 4] }]],
  [{ 'a.b': null }, [{}, { a: 1 }, { a: [{ b: 1 }, {}] }], [{ a: [] }, { a: [1] }, { a: [{ b: 1 }] }]],
  [{ a: { $ne: 1 } }, [{}, { a: 2 }], [{ a: 1 }, { a: [1, 2] }]],
  [{ a: { $gt: 1 } }, [{ a: 2 }, { a: [0, 2] }], [{ a: 1 }, { a: '2' }, {}, { a: new Double(NaN) }]],
  [{ a: { $gte: null } }, [{}, { a: null }], [{ a: 1 }]],
  [{ a: { $lt: new Date(5) } }, [{ a: new Date(4) }], [{ a: 1 }, { a: new Date(5) }]],
  [{ a: { $lte: new Double(NaN) } }, [{ a: new Double(NaN) }], [{ a: 1 }]],
  [{ a: { $gt: 1, $lt: 4 } }, [{ a: 2 }, { a: [0, 9] }], [{ a: 4 }]],
  [{ a: { $in: [1, 'x', null] } }, [{ a: 1 }, { a: 'x' }, {}, { a: ['x'] }], [{ a: 2 }]],
  [{ a: { $in: [new BSONRegExp('^x')] } }, [{ a: 'xy' }], [{ a: 'yx' }]],
  [{ a: { $nin: [1, 2] } }, [{}, { a: 3 }], [{ a: [3, 2] }]],
  [{ a: { $exists: true } }, [{ a: null }, { a: [] }], [{}]],
  [{ 'a.b': { $exists: false } }, [{}, { a: [] }, { a: [{}] }], [{ a: [{}, { b: 1 }] }]],
  [
    { a: { $type: 'int' } },
    [{ a: new Int32(1) }, { a: [new Int32(1)] }],
    [{ a: new Double(1.5) }, { a: Long.fromNumber(1) }],
  ],
  [{ a: { $type: ['number', 2] } }, [{ a: 1.5 }, { a: 's' }], [{ a: true }, {}]],
  [{ a: { $regex: 'B', $options: 'i' } }, [{ a: 'abc' }, { a: ['b'] }], [{ a: 'xyz' }, { a: 1 }]],
  [{ a: new BSONRegExp('^b', 'm') }, [{ a: 'a\nb' }], [{ a: 'ab' }]],
  [{ a: { $not: new BSONRegExp('^b') } }, [{ a: 'a' }, {}], [{ a: 'b' }]],
  [{ a: { $not: { $gt: 1 } } }, [{}, { a: 1 }, { a: 'x' }], [{ a: 2 }]],
  [{ a: { $all: [1, 2] } }, [{ a: [2, 1, 3] }], [{ a: [1] }, { a: 1 }]],
  [{ a: { $all: [] } }, [], [{ a: [] }, {}]],
  [{ a: { $all: [{ $elemMatch: { b: 1 } }] } }, [{ a: [{ b: 1 }] }], [{ a: { b: 1 } }]],
  [
    { a: { $elemMatch: { b: 1, c: 2 } } },
    [{ a: [{ b: 1, c: 2 }] }],
    [{ a: [{ b: 1 }, { c: 2 }] }, { a: { b: 1, c: 2 } }],
  ],
  [{ a: { $elemMatch: { $gt: 1, $lt: 4 } } }, [{ a: [2] }], [{ a: [0, 9] }, { a: 2 }]],
  [{ a: { $size: 1 } }, [{ a: [1] }, { a: [[]] }], [{ a: [] }, { a: 1 }]],
  [
    { a: { $mod: [4, 1] } },
    [{ a: 5 }, { a: 5.9 }, { a: Long.fromString('9007199254740993') }],
    [{ a: 4 }, { a: 'x' }, { a: -3 }],
  ],
  [{ $or: [{ a: 1 }, { b: 1 }] }, [{ a: 1 }, { b: 1 }], [{}]],
  [{ $nor: [{ a: 1 }, { b: 1 }] }, [{}], [{ a: 1 }, { b: 1 }]],
  [{ $and: [{ a: { $gt: 1 } }, { a: { $lt: 3 } }] }, [{ a: 2 }], [{ a: 3 }]],
  [{ constructor: { $exists: true } }, [{ constructor: 1 }], [{}]],
  [{ 'a.__proto__.toString': { $exists: true } }, [], [{ a: {} }, {}]],
];

describe('a filter', () => {
  it.each(TABLE)('%j', (filter, yes, no) => {
    for (const document of yes) expect([document, matches(filter, document)]).toEqual([document, true]);
    for (const document of no) expect([document, matches(filter, document)]).toEqual([document, false]);
  });

  it.each([
    { $where: 'true' },
    { $text: { $search: 'a' } },
    { $jsonSchema: {} },
    { $unknown: 1 },
    { a: { $near: [0, 0] } },
    { a: { $bitsAllSet: 1 } },
    { a: { $unknown: 1 } },
    { a: { $gt: 1, b: 2 } },
    { a: { $elemMatch: { $where: '1' } } },
    { a: { $not: { $foo: 1 } } },
    { a: { $not: 1 } },
    { a: { $in: 1 } },
    { a: { $in: [{ $gt: 1 }] } },
    { a: { $size: -1 } },
    { a: { $mod: [0, 1] } },
    { a: { $type: 'javascript' } },
    { a: { $regex: '(' } },
    { a: { $regex: '(?=a)' } },
    { a: { $regex: 'a', $options: 'x' } },
    { a: { $options: 'i' } },
    { $or: [] },
    { $and: [1] },
  ])('refuses %j, even when there is nothing to match', (filter) => {
    expect(() => matcher(decode(encode(filter)))).toThrow();
  });
});
