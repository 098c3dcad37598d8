import { Decimal128, Double, Int32, Long } from 'bson';
import { matcher } from '../query/match.js';
import { decode, type Document, encode } from '../values/bson.js';
import { type Position } from '../values/path.js';
import { seedOf, updated } from './update.js';

const exact = (document: Document): Document => decode(encode(document));
const apply = (
  before: Document,
  change: Document,
  { filter = {}, arrayFilters = [] as Document[], inserting = false } = {},
): Document => {
  const position: Position = {};
  matcher(exact(filter))(exact(before), position);
  const update = { change: exact(change), arrayFilters: arrayFilters.map(exact) };
  return updated(exact(before), update, { inserting, position: position.index });
};

/** Before, update, after. */
const TABLE: [Document, Document, Document][] = [
  [{ a: 1 }, { $set: { b: 2, 'c.d': 3 } }, { a: 1, b: 2, c: { d: 3 } }],
  [{ a: [1] }, { $set: { 'a.2': 3 } }, { a: [1, null, 3] }],
  [{ a: 1, b: { c: 1 } }, { $unset: { a: '', 'b.c': '', 'x.y': '' } }, { b: {} }],
  [{ a: [1, 2] }, { $unset: { 'a.0': '' } }, { a: [null, 2] }],
  [{ a: 1 }, { $inc: { a: 2, b: 3 } }, { a: 3, b: 3 }],
  [{ a: 2 }, { $mul: { a: 3, b: 3 } }, { a: 6, b: 0 }],
  [{ a: 2147483647 }, { $inc: { a: 1 } }, { a: Long.fromString('2147483648') }],
  [{ a: 1 }, { $inc: { a: 0.5 } }, { a: 1.5 }],
  [
    { a: 5, b: 5 },
    { $min: { a: 3, b: 9, c: 1 }, $max: { d: 1 } },
    { a: 3, b: 5, c: 1, d: 1 },
  ],
  [{ a: 1, b: 2 }, { $rename: { a: 'x.y', gone: 'z' } }, { b: 2, x: { y: 1 } }],
  [{}, { $setOnInsert: { a: 1 } }, {}],
  [{}, { $push: { a: 1 } }, { a: [1] }],
  [{ a: [3] }, { $push: { a: { $each: [1, 2], $sort: 1, $slice: 2 } } }, { a: [1, 2] }],
  [{ a: [3] }, { $push: { a: { $each: [1, 2], $position: 0, $slice: -2 } } }, { a: [2, 3] }],
  [{ a: [{ n: 1 }] }, { $push: { a: { $each: [{ n: 5 }], $sort: { n: -1 } } } }, { a: [{ n: 5 }, { n: 1 }] }],
  [{ a: [1, 2] }, { $addToSet: { a: { $each: [new Double(2), 3] } } }, { a: [1, 2, 3] }],
  [{ a: [1] }, { $addToSet: { a: [1] } }, { a: [1, [1]] }],
  [{ a: [1, 5, 9, 'x'] }, { $pull: { a: { $gt: 4 } } }, { a: [1, 'x'] }],
  [{ a: [1, [1], 1] }, { $pull: { a: 1 } }, { a: [[1]] }],
  [{ a: [{ b: 1, c: 1 }, { b: 2 }] }, { $pull: { a: { b: 1 } } }, { a: [{ b: 2 }] }],
  [{ a: [1, 2, 1] }, { $pullAll: { a: [1] } }, { a: [2] }],
  [{ a: [1, 2, 3], b: [1, 2] }, { $pop: { a: 1, b: -1, c: 1 } }, { a: [1, 2], b: [2] }],
  [{ a: [{ n: 1 }, { n: 2 }] }, { $inc: { 'a.$[].n': 1 } }, { a: [{ n: 2 }, { n: 3 }] }],
  [{ _id: 1, a: 1 }, { b: 2 }, { _id: 1, b: 2 }],
];

describe('an update', () => {
  it.each(TABLE)('%j by %j', (before, change, after) => {
    expect(encode(apply(before, change))).toEqual(encode(exact(after)));
  });

  it('keeps the types of the fields that it does not touch', () => {
    const before = { a: new Double(1), b: Long.fromNumber(1), c: Decimal128.fromString('1.10') };
    expect(apply(before, { $set: { d: 1 } })).toEqual({ ...before, d: new Int32(1) });
  });

  it('means by $ the element that the filter met, and by $[id] those that its array filter meets', () => {
    const before = { a: [{ n: 1 }, { n: 2 }, { n: 3 }] };
    const values = (document: Document): unknown => JSON.parse(JSON.stringify(document));
    expect(values(apply(before, { $set: { 'a.$.x': 1 } }, { filter: { 'a.n': 2 } }))).toEqual({
      a: [{ n: 1 }, { n: 2, x: 1 }, { n: 3 }],
    });
    expect(values(apply(before, { $set: { 'a.$.x': 1 } }, { filter: { a: { $elemMatch: { n: 3 } } } }))).toEqual({
      a: [{ n: 1 }, { n: 2 }, { n: 3, x: 1 }],
    });
    expect(
      values(apply(before, { $unset: { 'a.$[big].n': 1 } }, { arrayFilters: [{ 'big.n': { $gte: 2 } }] })),
    ).toEqual({ a: [{ n: 1 }, {}, {}] });
  });

  it('starts an upsert from the equalities of the filter', () => {
    const filter = { a: 1, 'b.c': { $eq: 2 }, d: { $gt: 3 }, $and: [{ e: { $in: [4] } }], $or: [{ f: 1 }, { g: 1 }] };
    expect(seedOf(filter)).toEqual({ a: 1, b: { c: 2 }, e: 4 });
    expect(apply({}, { $setOnInsert: { a: 1 } }, { inserting: true })).toEqual({ a: new Int32(1) });
  });

  it.each([
    [{ _id: 1 }, { $set: { _id: 2 } }, /_id/],
    [{ _id: 1 }, { _id: 2 }, /_id/],
    [{}, { $set: { a: 1 }, $inc: { a: 1 } }, /conflict/],
    [{}, { $set: { a: 1, 'a.b': 1 } }, /conflict/],
    [{}, { $set: { 'a..b': 1 } }, /empty field name/],
    [{ a: 1 }, { $set: { 'a.b': 1 } }, /Cannot create field/],
    [{ a: 'x' }, { $inc: { a: 1 } }, /not a number/],
    [{}, { $inc: { a: 'x' } }, /not a number/],
    [{ a: Decimal128.fromString('1') }, { $inc: { a: 1 } }, /Decimal128/],
    [{ a: Long.MAX_VALUE }, { $inc: { a: 1 } }, /overflow/],
    [{ a: 1 }, { $push: { a: 1 } }, /non-array/],
    [{}, { $push: { a: { $each: [1], $foo: 1 } } }, /\$foo/],
    [{}, { $bit: { a: { and: 1 } } }, /\$bit/],
    [{}, { $set: 1 }, /\$set/],
    [{}, { a: 1, $set: { b: 1 } }, /\$set/],
    [{ a: [1] }, { $set: { 'a.$': 1 } }, /positional/],
    [{ a: [1] }, { $set: { 'a.$[x]': 1 } }, /array filter/],
    [{ a: [{ b: 1 }] }, { $rename: { 'a.b': 'c' } }, /array/],
  ] as [Document, Document, RegExp][])('refuses on %j: %j', (before, change, message) => {
    expect(() => apply(before, change)).toThrow(message);
  });

  it('sets __proto__ as a field like any other', () => {
    const change = exact({ $set: JSON.parse('{"__proto__": {"polluted": 1}, "a.__proto__.b": 1}') as Document });
    const result = updated({}, { change }, { inserting: false, position: undefined });
    expect(Object.keys(result)).toEqual(['__proto__', 'a']);
    expect(Object.hasOwn(Object.prototype, 'polluted') || Object.hasOwn(Object.prototype, 'b')).toBe(false);
  });
});
