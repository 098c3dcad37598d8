import { checkHosts, HostList, PrivateHosts } from '#libs/guarded-fetch';

const none = new PrivateHosts([]);

describe('the hosts of a list', () => {
  it.each([
    ['api.example.com', 'api.example.com'],
    ['API.Example.com', 'api.example.com'],
    ['api.example.com:8443', 'api.example.com:8443'],
    ['*.example.com', '*.example.com'],
    ['*.example.co.uk:444', '*.example.co.uk:444'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['1.1.1.1', '1.1.1.1'],
    ['[2606:4700::1111]:8443', '[2606:4700::1111]:8443'],
  ])('may be %s, kept as %s', (entry, kept) => {
    expect(checkHosts([entry], none)).toEqual({ hosts: [kept], problems: [] });
  });

  it.each([
    ['*', /a star stands for whole labels/],
    ['*.com', /too wide/],
    ['*.*.com', /a star/],
    ['a.*.com', /a star/],
    ['api*.example.com', /a star/],
    ['*.1.1.1.1', /has no subdomains/],
    ['https://api.example.com', /without scheme/],
    ['api.example.com/v1', /must be a host/],
    ['user@example.com', /must be a host/],
    ['example.com.', /must be a host/],
    ['example.com:0', /port from 1/],
    ['example.com:70000', /port from 1/],
    ['example.com:x', /must be a host/],
    ['', /must be a host/],
    ['a b.com', /must be a host/],
    ['10.0.0.0/8', /ranges/],
    ['2606:4700::1111', /must be a host/],
    ['2130706433', /write it so/],
    ['0x7f.1', /write it so/],
    ['017700000001', /write it so/],
    ['[::ffff:127.0.0.1]', /write it so|not a public address/],
    ['127.0.0.1', /not a public address/],
    ['169.254.169.254', /not a public address/],
    ['[::1]', /not a public address/],
    ['[fd00:ec2::254]', /not a public address/],
    ['10.1.2.3', /not a public address/],
    ['localhost', /private networks/],
    ['a.localhost', /private networks/],
    ['intranet', /private networks/],
    ['metadata.google.internal', /private networks/],
    ['*.local.internal', /private networks/],
    [`${'a'.repeat(260)}.com`, /at most/],
  ])('may not be "%s"', (entry, problem) => {
    const checked = checkHosts(['api.example.com', entry], none);
    expect(checked.problems).toEqual([{ index: 1, problem: expect.stringMatching(problem) }]);
  });

  it('may be private where an operator opened it, that host and no other', () => {
    const opened = new PrivateHosts(['wiki.internal', '127.0.0.1:8080', '[::1]']);
    const { hosts, problems } = checkHosts(
      ['wiki.internal:81', '127.0.0.1:8080', '[::1]', '*.internal', 'a.internal'],
      opened,
    );
    expect(hosts).toEqual(['wiki.internal:81', '127.0.0.1:8080', '[::1]']);
    expect(problems.map(({ index }) => index)).toEqual([3, 4]);
  });

  it('are opened one by one: an operator names no stars, and nothing that is no host', () => {
    expect(() => new PrivateHosts(['*.internal.corp'])).toThrow(/one host/);
    expect(() => new PrivateHosts(['http://a'])).toThrow(RangeError);
  });

  it.each([
    ['api.example.com', 'https://api.example.com/a?b#c', true],
    ['api.example.com', 'http://api.example.com/', true],
    ['api.example.com', 'https://API.EXAMPLE.COM:443/', true],
    ['api.example.com', 'https://api.example.com:8443/', false],
    ['api.example.com', 'http://api.example.com:443/', false],
    ['api.example.com:8443', 'https://api.example.com:8443/', true],
    ['api.example.com:8443', 'https://api.example.com/', false],
    ['api.example.com', 'https://api.example.com./', false],
    ['api.example.com', 'https://evil-api.example.com/', false],
    ['api.example.com', 'https://api.example.com.evil.com/', false],
    ['*.example.com', 'https://a.example.com/', true],
    ['*.example.com', 'https://a.b.example.com/', true],
    ['*.example.com', 'https://example.com/', false],
    ['*.example.com', 'https://evilexample.com/', false],
    ['1.1.1.1', 'https://0x1.0x1.1.1/', true],
    ['*.1.1.1', 'https://1.1.1.1/', false],
    ['bücher.example', 'https://BÜCHER.example/', true],
    ['', 'https://example.com/', false],
  ])('as "%s" and %s: %s', (entry, url, allowed) => {
    expect(new HostList([entry]).allows(new URL(url))).toBe(allowed);
  });
});
