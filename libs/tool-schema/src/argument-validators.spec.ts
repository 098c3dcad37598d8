import { type JsonObject } from '#libs/contracts';
import { ArgumentValidators } from '#libs/tool-schema';

const schemaOf = (properties: number): JsonObject => ({
  type: 'object',
  properties: Object.fromEntries(Array.from({ length: properties }, (_, index) => [`p${index}`, { type: 'string' }])),
  additionalProperties: false,
});

describe('ArgumentValidators', () => {
  it('compiles a schema once while it is used, and keeps only so many as memory allows', () => {
    const validators = new ArgumentValidators(1_000_000);
    const used = schemaOf(3);
    const validator = validators.of(used);
    for (let count = 0; count < 200; count++) {
      expect(validators.of(schemaOf(3)).validate({ p1: 'a' })).toEqual({ ok: true, value: { p1: 'a' } });
      expect(validators.of(used)).toBe(validator);
    }
    expect(validators.size).toBeGreaterThan(5);
    expect(validators.size).toBeLessThan(50);
  });

  it('keeps fewer of larger ones, and none that is larger than all memory', () => {
    const validators = new ArgumentValidators(1_000_000);
    for (let count = 0; count < 20; count++) validators.of(schemaOf(300));
    expect(validators.size).toBeLessThan(5);
    const small = new ArgumentValidators(10_000);
    expect(small.of(schemaOf(300)).validate({ p1: 1 })).toMatchObject({ ok: false, problems: [{ path: 'p1' }] });
    expect(small.size).toBe(0);
  });
});
