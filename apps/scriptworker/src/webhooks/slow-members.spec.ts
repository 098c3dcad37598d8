import { SlowMembers } from './slow-members.js';

const quick = { tookMs: 5, timedOut: false };
const slow = { tookMs: 2_500, timedOut: false };

describe('slow members', () => {
  it('are those that took long or did not answer, until they answer quickly', () => {
    const members = new SlowMembers();
    members.note('a', quick);
    members.note('b', slow);
    members.note('c', { tookMs: 500, timedOut: true });
    expect(members.ids).toEqual(['b', 'c']);
    members.note('b', quick);
    expect(members.ids).toEqual(['c']);
  });

  it('are remembered in bounded number, the latest of them', () => {
    const members = new SlowMembers();
    for (let index = 0; index < 600; index++) members.note(String(index), slow);
    members.note('150', slow);
    members.note('600', slow);
    expect(members.ids).toHaveLength(500);
    expect([members.ids.at(0), members.ids.includes('150'), members.ids.at(-1)]).toEqual(['101', true, '600']);
  });
});
