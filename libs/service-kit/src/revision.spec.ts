import { expectedRevision } from './revision.js';

describe('If-Match', () => {
  it('names the revision of an ETag, one that a gateway made weak too', () => {
    expect(expectedRevision('"3"')).toBe(3);
    expect(expectedRevision('W/"3"')).toBe(3);
  });

  it('names none when it is left out or takes any', () => {
    expect(expectedRevision(undefined)).toBeUndefined();
    expect(expectedRevision('*')).toBeUndefined();
  });

  it.each(['3', 'w/"3"', '"x"', '"1", "2"', ''])('refuses %j', (text) => {
    expect(() => expectedRevision(text)).toThrow(/If-Match/);
  });
});
