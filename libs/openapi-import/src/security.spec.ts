import { document, imported } from './testing/documents.js';

describe('the secret', () => {
  it.each<[object, object]>([
    [
      { type: 'http', scheme: 'bearer' },
      { in: 'header', name: 'Authorization', scheme: 'Bearer' },
    ],
    [
      { type: 'http', scheme: 'basic' },
      { in: 'header', name: 'Authorization', scheme: 'Basic' },
    ],
    [
      { type: 'apiKey', in: 'header', name: 'X-Key' },
      { in: 'header', name: 'X-Key' },
    ],
    [
      { type: 'oauth2', flows: {} },
      { in: 'header', name: 'Authorization', scheme: 'Bearer' },
    ],
  ])('is sent as %j says', (scheme, auth) => {
    const fields = {
      components: { securitySchemes: { other: { type: 'mutualTLS' }, scheme } },
      security: [{ other: [] }, { scheme: [] }],
    };
    const source = document({ '/x': { get: {} }, '/open': { get: { security: [] } } }, fields);
    const result = imported(source, { hasSecret: true });
    expect(result.auth).toEqual(auth);
    expect(result.operations.map(({ secured }) => secured)).toEqual([true, false]);
    expect(imported(source, { hasSecret: true, auth: { in: 'header', name: 'X-Own' } }).auth).toEqual({
      in: 'header',
      name: 'X-Own',
    });
    expect(imported(source).auth).toBeUndefined();
  });

  const authOf = (securitySchemes: object, security?: object[]): unknown =>
    imported(document({ '/x': { get: {} } }, { components: { securitySchemes }, ...(security && { security }) }), {
      hasSecret: true,
    }).auth;
  const apiKey = (place: string) => ({ type: 'apiKey', in: place, name: 'key' });

  it('is a cookie where the document says so, and one that suffices by itself', () => {
    expect(authOf({ a: apiKey('cookie') })).toEqual({ in: 'cookie', name: 'key' });
    const schemes = { a: apiKey('header'), b: apiKey('query'), c: apiKey('cookie') };
    expect(authOf(schemes, [{ a: [], b: [] }, { c: [] }])).toEqual({ in: 'cookie', name: 'key' });
  });

  it.each(['Digest', 'negotiate', 'SCRAM-SHA-256'])('is none of the scheme %s', (scheme) => {
    expect(() => authOf({ a: { type: 'http', scheme } })).toThrow(/does not say how a secret is sent/);
  });

  it('is left out where the document asks for nothing, and goes along where it is optional', () => {
    const source = document(
      { '/x': { get: { security: [{}] } }, '/y': { get: { security: [{}, { a: [] }] } } },
      { components: { securitySchemes: { a: apiKey('query') } } },
    );
    expect(imported(source, { hasSecret: true }).operations.map(({ secured }) => secured)).toEqual([false, true]);
  });
});
