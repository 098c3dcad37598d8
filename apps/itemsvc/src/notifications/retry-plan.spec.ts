import { planAfter } from './retry-plan.js';

const rules = { attempts: 8, retryMs: 5_000, attempt: 1, random: 0.5 };

describe('an attempt', () => {
  it.each([200, 201, 202, 204])('that is answered with %d delivers', (_httpStatus) => {
    expect(planAfter({ _httpStatus }, rules)).toEqual({ status: 'delivered', error: null });
  });

  it.each([301, 302, 400, 401, 403, 404, 408, 422, 429, 500, 502, 503, 504])(
    'that is answered with %d is repeated',
    (_httpStatus) => {
      expect(planAfter({ _httpStatus }, rules)).toMatchObject({ status: 'pending', pauseMs: 5_000 });
    },
  );

  it('that is answered with 410 is the last', () => {
    const error = 'The receiver answered with 410.';
    expect(planAfter({ _httpStatus: 410 }, rules)).toEqual({ status: 'failed', error });
  });

  it.each([
    ['Unreachable', 'pending'],
    ['TimeLimitExceeded', 'pending'],
    ['InvalidResponse', 'pending'],
    ['Overloaded', 'pending'],
    ['HostNotAllowed', 'failed'],
    ['AddressNotAllowed', 'failed'],
    ['RequestTooLarge', 'failed'],
  ])('that fails with %s is then %s', (code, status) => {
    expect(planAfter({ _error: { code, message: 'why' } }, rules)).toMatchObject({ status, error: 'why' });
  });

  it('is repeated after pauses that grow fourfold, up to six hours, and are spread', () => {
    const pause = (attempt: number, random: number) =>
      planAfter({ _httpStatus: 500 }, { ...rules, attempts: 20, attempt, random }).pauseMs;
    expect([1, 2, 3, 4].map((attempt) => pause(attempt, 0.5))).toEqual([5_000, 20_000, 80_000, 320_000]);
    expect([pause(2, 0), pause(2, 1)]).toEqual([16_000, 24_000]);
    expect(pause(19, 0.5)).toBe(6 * 3_600_000);
  });

  it('waits for as long as it is asked to, a day at most, and never less than it would', () => {
    const pause = (_retryAfterMs: number) => planAfter({ _httpStatus: 429, _retryAfterMs }, rules).pauseMs;
    expect([pause(0), pause(60_000), pause(1e12)]).toEqual([5_000, 60_000, 86_400_000]);
  });

  it('is the last when there were as many as there may be', () => {
    expect(planAfter({ _httpStatus: 500 }, { ...rules, attempt: 8 })).toEqual({
      status: 'failed',
      error: 'The receiver answered with 500.',
    });
  });
});
