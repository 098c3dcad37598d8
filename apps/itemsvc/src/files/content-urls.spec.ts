import { ContentUrls, type OpenedContent } from './content-urls.js';

const KEY = 'a service key of thirty-two chars';
let now = 1_700_000_000_000;
const clock = { now: () => now };
const urls = new ContentUrls(KEY, clock);
const opened: OpenedContent = { fileId: 'a', version: 1, expires: now + 1_000 };

beforeEach(() => {
  now = 1_700_000_000_000;
});

describe('a signature', () => {
  it('opens what it was made for, also in another process, until it expires', () => {
    const signature = urls.signature(opened);
    expect(() => {
      new ContentUrls(KEY, clock).requireOpen(opened, signature);
    }).not.toThrow();
    now = opened.expires;
    expect(() => {
      urls.requireOpen(opened, signature);
    }).toThrow(/expired at 2023-11-14T22:13:21.000Z/);
  });

  it.each<[string, Partial<OpenedContent>]>([
    ['another file', { fileId: 'b' }],
    ['another version', { version: 2 }],
    ['a later end', { expires: opened.expires + 1 }],
    ['parts that were moved', { fileId: 'a\u00001' }],
  ])('does not open %s', (_what, change) => {
    expect(() => {
      urls.requireOpen({ ...opened, ...change }, urls.signature(opened));
    }).toThrow(/does not fit/);
  });

  it('of another key, cut short, with more behind it or empty opens nothing', () => {
    const foreign = new ContentUrls(`${KEY}.`, clock).signature(opened);
    const signature = urls.signature(opened);
    for (const other of [foreign, signature.slice(0, -4), `${signature}=`, `${signature}!`, '', 'ä']) {
      expect(() => {
        urls.requireOpen(opened, other);
      }).toThrow(/does not fit/);
    }
  });
});
