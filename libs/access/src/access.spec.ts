import {
  actingWithin,
  AdminToken,
  Authenticator,
  mayUseNamespace,
  needsGrants,
  type Principal,
  RunTokens,
} from '#libs/access';
import { LocalChangeFeed } from '#libs/change-feed';

const ADMIN = 'admin-token-of-the-test';
const KEY = 'k'.repeat(32);
const runner: Principal = { id: 'admin', kind: 'run', namespaces: ['demo'] };

describe('Authenticator', () => {
  const runTokens = new RunTokens(KEY);
  const authenticator = new Authenticator([runTokens, new AdminToken(ADMIN)], new LocalChangeFeed());

  it('knows the admin token', async () => {
    expect(await authenticator.authenticate(`Bearer ${ADMIN}`)).toEqual({
      id: 'admin',
      kind: 'admin',
      namespaces: '*',
    });
  });

  it('knows a run token until it expires', async () => {
    const token = await runTokens.issue(runner, { ttlMs: 60_000 });
    expect(await authenticator.authenticate(`bearer ${token}`)).toEqual(runner);
    const expired = await runTokens.issue(runner, { ttlMs: -60_000 });
    await expect(authenticator.authenticate(`Bearer ${expired}`)).rejects.toMatchObject({ code: 'Unauthenticated' });
  });

  it('refuses a run token of another service key', async () => {
    const foreign = await new RunTokens('x'.repeat(32)).issue(runner, { ttlMs: 60_000 });
    await expect(authenticator.authenticate(`Bearer ${foreign}`)).rejects.toMatchObject({ code: 'Unauthenticated' });
  });

  it.each([undefined, '', 'Bearer', 'Bearer ', `Basic ${ADMIN}`, ADMIN, `Bearer ${ADMIN}x`, 'Bearer run-x.y.z'])(
    'refuses the header %p',
    async (header) => {
      await expect(authenticator.authenticate(header)).rejects.toMatchObject({ code: 'Unauthenticated', status: 401 });
    },
  );
});

describe('mayUseNamespace', () => {
  it('confines a run to its namespace', () => {
    expect(mayUseNamespace(runner, 'demo')).toBe(true);
    expect(mayUseNamespace(runner, 'other')).toBe(false);
  });
});

describe('actingWithin', () => {
  it('confines whoever acts to the namespace', () => {
    const admin: Principal = { id: 'admin', kind: 'admin', namespaces: '*' };
    expect(actingWithin(admin, 'demo')).toEqual(runner);
    expect(actingWithin(runner, 'demo')).toEqual(runner);
  });

  it('makes of a user a run with the rights of that user', () => {
    const anna: Principal = { id: 'anna', kind: 'user', namespaces: ['demo', 'other'] };
    const run: Principal = { id: 'anna', kind: 'run', namespaces: ['demo'], actsFor: 'user' };
    expect(actingWithin(anna, 'demo')).toEqual(run);
    expect(actingWithin(run, 'demo')).toEqual(run);
    expect([anna, run, runner].map(needsGrants)).toEqual([true, true, false]);
  });

  it('gives nobody a namespace that is not theirs', () => {
    expect(() => actingWithin(runner, 'other')).toThrow(expect.objectContaining({ code: 'NamespaceNotFound' }));
  });
});
