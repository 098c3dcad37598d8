import { SecretVault } from './secret-vault.js';

const KEY = 'a key of thirty-two characters..';
const OTHER = 'another key of thirty-two chars.';
const VALUE = 'the value of a secret';
const place = { namespace: 'house', id: '1' };
const vaultOf = (key?: string, previousKey?: string) => new SecretVault({ key, previousKey });

describe('a vault', () => {
  it('opens what it sealed, at the place for which it was sealed and at no other', () => {
    const sealed = vaultOf(KEY).seal(VALUE, place);
    expect(vaultOf(KEY).open(sealed, place)).toBe(VALUE);
    for (const elsewhere of [
      { ...place, id: '2' },
      { ...place, namespace: 'other' },
      { namespace: 'house\0', id: '1' },
    ]) {
      expect(() => vaultOf(KEY).open(sealed, elsewhere)).toThrow(/cannot be decrypted/);
    }
  });

  it('seals the same value differently each time, and shows nothing of it', () => {
    const [first, second] = [vaultOf(KEY).seal(VALUE, place), vaultOf(KEY).seal(VALUE, place)];
    expect(first.data).not.toBe(second.data);
    expect(first.iv).not.toBe(second.iv);
    expect(JSON.stringify(first)).not.toContain(VALUE);
    expect(Buffer.from(first.data, 'base64').toString()).not.toContain('value');
  });

  it.each(['iv', 'tag', 'data'] as const)('refuses what was changed in its %s', (field) => {
    const sealed = vaultOf(KEY).seal(VALUE, place);
    const bytes = Buffer.from(sealed[field], 'base64');
    bytes[0]! ^= 1;
    for (const changed of [bytes.toString('base64'), '', 'AAAA']) {
      expect(() => vaultOf(KEY).open({ ...sealed, [field]: changed }, place)).toThrow(/cannot be decrypted/);
    }
  });

  it('reads with the previous key and seals with the new one', () => {
    const old = vaultOf(KEY).seal(VALUE, place);
    const rotated = vaultOf(OTHER, KEY);
    expect(rotated.open(old, place)).toBe(VALUE);
    const sealed = rotated.seal(VALUE, place);
    expect(sealed.keyId).toBe(rotated.currentKeyId);
    expect(vaultOf(OTHER).open(sealed, place)).toBe(VALUE);
    expect(() => vaultOf(OTHER).open(old, place)).toThrow(/SECRETS_KEY_PREVIOUS/);
  });

  it('without a key seals nothing, and says what an operator sets', () => {
    expect(() => vaultOf().seal(VALUE, place)).toThrow(/SECRETS_KEY/);
    expect(() => vaultOf().fingerprint(VALUE, place)).toThrow(/SECRETS_KEY/);
    expect(vaultOf().currentKeyId).toBeUndefined();
  });

  it('tells values of one secret apart by their fingerprints, and not the same value in two', () => {
    const fingerprint = (value: string, id = '1') => vaultOf(KEY).fingerprint(value, { ...place, id });
    expect(fingerprint(VALUE)).toBe(fingerprint(VALUE));
    expect(new Set([fingerprint(VALUE), fingerprint(`${VALUE}.`), fingerprint(VALUE, '2')]).size).toBe(3);
    expect(fingerprint(VALUE)).toMatch(/^[0-9a-f]{12}$/);
  });
});
