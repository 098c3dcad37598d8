import { type Needle, Needles } from './needles.js';

const needle = (text: string, mark = 'M'): Needle => ({ bytes: Buffer.from(text), mark: Buffer.from(mark) });
const found = (needles: Needle[], text: string): string[] =>
  [...new Needles(needles).spansIn(Buffer.from(text))].map(({ from, to, mark }) => `${from}-${to} ${mark.toString()}`);

describe('Needles', () => {
  it('are found wherever they stand, also at both ends and beside each other', () => {
    const needles = [needle('12345678', 'A'), needle('abcdefghi', 'B')];
    expect(found(needles, '12345678')).toEqual(['0-8 A']);
    expect(found(needles, '12345678abcdefghi--12345678')).toEqual(['0-8 A', '8-17 B', '19-27 A']);
    for (const text of ['', '1234567', '2345678', '1234567 8', 'abcdefgh']) expect(found(needles, text)).toEqual([]);
  });

  it('that begin alike are told apart, and the longest gives the mark', () => {
    const needles = [needle('common--a', 'A'), needle('common--a-long', 'L'), needle('common--b', 'B')];
    expect(found(needles, 'common--a common--a-long common--b common--')).toEqual(['0-9 A', '10-24 L', '25-34 B']);
  });

  it('that overlap are one span, and one is not found within itself', () => {
    expect(found([needle('abcd-abcd', 'A'), needle('abcd-1234', 'B')], 'abcd-abcd-1234')).toEqual(['0-14 A']);
    expect(found([needle('abcd-abcd', 'A')], 'abcd-abcd-abcd-abcd')).toEqual(['0-9 A', '10-19 A']);
    expect(found([needle('z'.repeat(8))], 'z'.repeat(20))).toEqual(['0-8 M', '8-16 M']);
  });

  it('are bytes, of any value', () => {
    const bytes = Buffer.from([0, 255, 128, 127, 254, 1, 0, 200, 255]);
    const spans = [...new Needles([{ bytes, mark: Buffer.alloc(0) }]).spansIn(Buffer.concat([bytes, bytes]))];
    expect(spans.map(({ from, to }) => [from, to])).toEqual([
      [0, 9],
      [9, 18],
    ]);
  });

  it('that are too short to be looked for are refused', () => {
    expect(() => new Needles([needle('1234567')])).toThrow('fewer than 8 bytes');
  });

  it.each([
    ['a beginning that comes everywhere', ['a'.repeat(3_999) + 'b' + 'a'.repeat(3_999)]],
    ['many that begin alike', Array.from({ length: 20 }, (_, index) => 'a'.repeat(3_900 + index) + 'b')],
    ['one that is there all the time', ['a'.repeat(8)]],
  ])('are given up when a body is made for it: %s', (_what, texts) => {
    const body = Buffer.alloc(4 * 1024 * 1024, 'a');
    const search = (): unknown => [...new Needles(texts.map((text) => needle(text))).spansIn(body)];
    expect(search).toThrow(expect.objectContaining({ code: 'InvalidResponse' }));
  });
});
