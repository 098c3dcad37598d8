import { areRelated } from './endings.js';

describe('words of one stem', () => {
  it.each([
    ['transcribe', 'transcription'],
    ['generate', 'generation'],
    ['verify', 'verification'],
    ['notify', 'notification'],
    ['deploy', 'deployment'],
    ['approve', 'approval'],
    ['subscribe', 'subscription'],
    ['delete', 'deletion'],
    ['price', 'pricing'],
    ['produce', 'production'],
    ['reading', 'reader'],
  ])('%s and %s have one', (a, b) => {
    expect(areRelated(a, b)).toBe(true);
    expect(areRelated(b, a)).toBe(true);
  });

  it.each([
    ['content', 'context'],
    ['state', 'station'],
    ['contract', 'contact'],
    ['account', 'accent'],
    ['pump', 'pumice'],
    ['date', 'data'],
    ['', 'a'],
  ])('%s and %s have none', (a, b) => {
    expect(areRelated(a, b)).toBe(false);
    expect(areRelated(b, a)).toBe(false);
  });
});
