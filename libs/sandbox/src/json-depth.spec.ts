import { MAX_JSON_DEPTH, nestsTooDeep } from './json-depth.js';

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

describe('nestsTooDeep', () => {
  it('allows the deepest nesting and refuses one more', () => {
    expect(nestsTooDeep(nested(MAX_JSON_DEPTH))).toBe(false);
    expect(nestsTooDeep(nested(MAX_JSON_DEPTH + 1))).toBe(true);
    expect(nestsTooDeep('{"a":'.repeat(MAX_JSON_DEPTH + 1) + '1' + '}'.repeat(MAX_JSON_DEPTH + 1))).toBe(true);
  });

  it('counts no brackets in strings, and no siblings', () => {
    expect(nestsTooDeep(JSON.stringify('\\"['.repeat(2_000)))).toBe(false);
    expect(nestsTooDeep(JSON.stringify(new Array(2_000).fill([])))).toBe(false);
  });
});
