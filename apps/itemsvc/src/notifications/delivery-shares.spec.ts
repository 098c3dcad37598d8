import { DeliveryShares } from './delivery-shares.js';

const place = (_groupId: string, _memberId = 'm', _namespace = 'n') => ({ _namespace, _groupId, _memberId });
const begun = (shares: DeliveryShares, where: ReturnType<typeof place>): number => {
  let count = 0;
  for (; shares.hasRoomIn(where) && shares.hasRoomAt(where); count++) shares.begin(where);
  return count;
};

describe('what is delivered at a time', () => {
  it('is 4 of a group and 8 of a namespace at most', () => {
    const shares = new DeliveryShares([place('a')], []);
    expect(['a', 'b', 'c'].map((group) => begun(shares, place(group)))).toEqual([3, 4, 0]);
    expect(begun(shares, place('d', 'm', 'other'))).toBe(4);
  });

  it('leaves half of a group to members that are not slow', () => {
    const shares = new DeliveryShares([place('a', 'slow')], ['slow', 'slower']);
    expect([begun(shares, place('a', 'slower')), begun(shares, place('a', 'slow'))]).toEqual([1, 0]);
    expect(begun(shares, place('b', 'slow'))).toBe(2);
    expect(begun(shares, place('a', 'quick'))).toBe(2);
  });
});
