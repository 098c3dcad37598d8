import { Binary, BSONRegExp, Decimal128, Double, Int32, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'bson';
import { compare } from './compare.js';
import { encodeKey } from './key-encoding.js';

/** One list in MongoDB's order; neighbours in brackets are equal. */
const ORDERED: unknown[][] = [
  [new MinKey()],
  [null, undefined],
  [new Double(NaN)],
  [new Double(-Infinity)],
  [Long.fromString('-9007199254740993')],
  [Long.fromString('-9007199254740992'), new Double(-(2 ** 53))],
  [new Int32(-1), new Double(-1), Long.fromNumber(-1), Decimal128.fromString('-1.0')],
  [new Int32(0), new Double(-0)],
  [new Double(0.5), Decimal128.fromString('0.50')],
  [new Int32(2)],
  [Long.fromString('9007199254740992'), new Double(2 ** 53)],
  [Long.fromString('9007199254740993')],
  [Long.fromString('9223372036854775807')],
  [new Double(2 ** 63)],
  [new Double(Infinity)],
  [''],
  ['a'],
  ['a\0'],
  ['a\0b'],
  ['a\x01'],
  ['a\x02'],
  ['aa'],
  ['\u{ffff}'],
  ['\u{10000}'],
  [{}],
  [{ a: new Int32(1) }],
  [{ a: new Int32(1), b: new Int32(1) }],
  [{ b: new Int32(0) }],
  [{ a: 'x' }],
  [[]],
  [[new Int32(1)]],
  [[new Int32(1), new Int32(2)]],
  [['a']],
  [new Binary(Buffer.from([9]))],
  [new Binary(Buffer.from([1, 2]), 0)],
  [new Binary(Buffer.from([1, 3]), 0)],
  [new Binary(Buffer.from([1, 2]), 4)],
  [new ObjectId('000000000000000000000001')],
  [new ObjectId('000000000000000000000002')],
  [false],
  [true],
  [new Date(-1)],
  [new Date(0)],
  [new Timestamp({ t: 1, i: 2 })],
  [new Timestamp({ t: 2, i: 1 })],
  [new BSONRegExp('a')],
  [new BSONRegExp('a', 'i')],
  [new MaxKey()],
];

describe('the order of values', () => {
  const values = ORDERED.flatMap((equals, rank) => equals.map((value) => ({ value, rank })));

  it('is the same by comparison, by encoded key and by MongoDB', () => {
    for (const a of values) {
      for (const b of values) {
        const expected = Math.sign(a.rank - b.rank);
        expect([a.value, b.value, Math.sign(compare(a.value, b.value))]).toEqual([a.value, b.value, expected]);
        const keys = Buffer.compare(encodeKey(a.value), encodeKey(b.value));
        expect([a.value, b.value, keys]).toEqual([a.value, b.value, expected]);
        expect(Math.sign(Buffer.compare(encodeKey(b.value, -1), encodeKey(a.value, -1)))).toBe(expected);
      }
    }
  });

  it('compares Decimal128 exactly and refuses to index what no double equals', () => {
    expect(compare(Decimal128.fromString('0.1'), new Double(0.1))).toBeLessThan(0);
    expect(compare(Decimal128.fromString('1E+6000'), Long.MAX_VALUE)).toBeGreaterThan(0);
    expect(() => encodeKey(Decimal128.fromString('0.1'))).toThrow(/Decimal128 0.1/);
  });
});
