import { isShown, projected } from './projected.js';
import type { Projection } from './sort-and-projection.js';

const entry = { _id: '1', _name: 'a', _metadata: { by: 'x', at: 'y' }, list: [{ p: 1, q: 2 }, 3] };
const apply = (projection: Projection | undefined): unknown =>
  projected({ _offset: 0, _pageSize: 1, _total: 1, _list: [entry] }, projection)._list[0];

describe('projected', () => {
  const cases: [string, Projection | undefined, unknown][] = [
    ['everything without a projection', undefined, entry],
    ['what is named, and the id', { _name: 1 }, { _id: '1', _name: 'a' }],
    ['what is named, without the id', { _name: 1, _id: 0 }, { _name: 'a' }],
    ['parts of objects', { '_metadata.by': 1 }, { _id: '1', _metadata: { by: 'x' } }],
    ['parts of the objects in lists', { 'list.p': 1 }, { _id: '1', list: [{ p: 1 }, 3] }],
    [
      'all but what is left out',
      { _name: 0, 'list.q': 0, '_metadata.at': 0 },
      { _id: '1', _metadata: { by: 'x' }, list: [{ p: 1 }, 3] },
    ],
    ['nothing for a field that is not there', { other: 1 }, { _id: '1' }],
    ['nothing that an object inherits', { __lookupGetter__: 1 }, { _id: '1' }],
  ];

  it.each(cases)('answers with %s', (_what, projection, expected) => {
    expect(apply(projection)).toEqual(expected);
  });
});

describe('isShown', () => {
  const cases: [Projection | undefined, boolean][] = [
    [undefined, true],
    [{ list: 1 }, true],
    [{ 'list.p': 1 }, true],
    [{ _name: 1 }, false],
    [{ _id: 1 }, false],
    [{ _id: 0 }, true],
    [{ list: 0 }, false],
    [{ 'list.p': 0 }, true],
    [{ _name: 0 }, true],
  ];

  it.each(cases)('with %j says %s of the field list', (projection, expected) => {
    expect(isShown('list', projection)).toBe(expected);
  });
});
