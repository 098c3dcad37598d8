import { ConfigError, CONFIG_CLASSES, envExample, HttpConfig, RunConfig, StoreConfig } from '#libs/config';

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

  it('names every variable once, and all of them in .env.example', () => {
    const names = CONFIG_CLASSES.flatMap(({ variables }) => variables.map(({ name }) => name));
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(envExample()).toContain(`\n#${name}=`);
  });
});
