import {
  AccessConfig,
  ConfigError,
  CONFIG_CLASSES,
  type Environment,
  envExample,
  FetchConfig,
  HttpConfig,
  RunConfig,
  StoreConfig,
} from '#libs/config';

describe('configuration', () => {
  it('has a default for everything that is not a secret or an address', () => {
    const http = new HttpConfig({});
    expect(http).toMatchObject({ host: '127.0.0.1', port: 3000, allowedHosts: ['localhost', '127.0.0.1', '[::1]'] });
    expect(new RunConfig({})).toMatchObject({ cpuMs: 2000, wallMs: 30_000 });
    expect(new StoreConfig({}).mongodbUri).toBeUndefined();
  });

  it('takes an empty variable for one that is left out', () => {
    expect(new StoreConfig({ MONGODB_URI: '', DATA_DIR: '' })).toMatchObject({ dataDir: '.data' });
  });

  it('names every variable that is wrong', () => {
    const wrong = (): unknown => new HttpConfig({ PORT: 'x', PUBLIC_URL: 'ftp://a' });
    expect(wrong).toThrow(ConfigError);
    expect(wrong).toThrow(/PORT: must be a whole number[^]*PUBLIC_URL: must be an http or https URL/);
  });

  it('answers MCP requests at the hosts of HOST and PUBLIC_URL, unless it is told at which', () => {
    const hosts = (environment: Environment): readonly string[] => new HttpConfig(environment).mcpHosts.slice(3);
    expect(hosts({ HOST: '192.168.1.7', PUBLIC_URL: 'https://tools.example:8443/' })).toEqual([
      '192.168.1.7',
      'tools.example',
    ]);
    expect(hosts({ HOST: 'fd00:0:0::1' })).toEqual(['[fd00::1]']);
    expect(hosts({ HOST: '0.0.0.0' })).toEqual([]);
    expect(new HttpConfig({ HOST: '192.168.1.7', ALLOWED_HOSTS: 'a.example' }).mcpHosts).toEqual(['a.example']);
  });

  it('says at which URL a process is reached', () => {
    const url = (environment: Environment): string => new HttpConfig(environment).urlAt(80);
    expect(url({})).toBe('http://127.0.0.1:80');
    expect([url({ HOST: '0.0.0.0' }), url({ HOST: '::' })]).toEqual(['http://127.0.0.1:80', 'http://[::1]:80']);
    expect(url({ HOST: '::1', PUBLIC_URL: 'https://tools.example' })).toBe('https://tools.example');
  });

  it('refuses an admin token that no request could send', () => {
    expect(() => new AccessConfig({ ADMIN_TOKEN: 'p@ss$word!with#chars' })).toThrow(/ADMIN_TOKEN: .*letters, digits/);
    expect(new AccessConfig({ ADMIN_TOKEN: 'aA0-._~+/:aA0-._~+/:==' }).adminToken).toHaveLength(22);
  });

  it('takes hosts of a private network one by one, and nothing that is no host', () => {
    const hosts = 'wiki.internal, 10.1.1.1:8080,[fd00::1]:81';
    expect(new FetchConfig({ FETCH_PRIVATE_HOSTS: hosts }).privateHosts).toEqual([
      'wiki.internal',
      '10.1.1.1:8080',
      '[fd00::1]:81',
    ]);
    for (const wrong of ['*', '*.internal', 'http://wiki', '10.0.0.0/8', 'fd00::1']) {
      expect(() => new FetchConfig({ FETCH_PRIVATE_HOSTS: `a,${wrong}` })).toThrow(
        /FETCH_PRIVATE_HOSTS: must be hosts/,
      );
    }
  });

  it('takes no limit of a fetch that the sandbox would meet first', () => {
    const most = new FetchConfig({ FETCH_REQUEST_BYTES: '716800', FETCH_RESPONSE_BYTES: '8388608' });
    expect([most.requestBytes, most.responseBytes]).toEqual([716_800, 8_388_608]);
    expect(() => new FetchConfig({ FETCH_REQUEST_BYTES: '716801' })).toThrow(/FETCH_REQUEST_BYTES: .*716800/);
    expect(() => new FetchConfig({ FETCH_RESPONSE_BYTES: '8388609' })).toThrow(/FETCH_RESPONSE_BYTES: .*8388608/);
  });

  it('names every variable once, and all of them in .env.example', () => {
    const names = CONFIG_CLASSES.flatMap(({ variables }) => variables.map(({ name }) => name));
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(envExample()).toContain(`\n#${name}=`);
  });
});
