import { mongo } from 'mongoose';
import { PlatformApiError } from '#libs/platform-api';
import { asToolrackError } from './known-errors.js';

describe('asToolrackError', () => {
  const away: Error[] = [
    new mongo.MongoNetworkError('connect ECONNREFUSED 10.0.0.7:27017'),
    new mongo.MongoNetworkTimeoutError('10.0.0.7 timed out'),
    new mongo.MongoTopologyClosedError('10.0.0.7 is closed'),
    new mongo.MongoServerError({ code: 91, message: '10.0.0.7 shuts down' }),
    new PlatformApiError({ status: 503, code: 'Unavailable', detail: '10.0.0.7' }),
  ];
  it.each(away.map((error) => [error.name, error] as const))('answers 503 for a %s, and no detail', (_name, error) => {
    const told = asToolrackError(error)!;
    expect(told).toMatchObject({ status: 503, code: 'Unavailable', retryAfterSeconds: 2, cause: error });
    expect(told.message).not.toContain('10.0.0.7');
  });

  it.each([
    [50, /too long/],
    [51_091, /Regular expression is invalid/],
  ])('takes the code %d of the store for a query that is wrong', (code, says) => {
    const error = new mongo.MongoServerError({ code, message: 'Regular expression is invalid: quantifier' });
    const errors = [{ path: 'query', message: expect.stringMatching(says) }];
    expect(asToolrackError(error)).toMatchObject({ status: 400, errors });
  });

  it('knows nothing of others', () => {
    const others = [
      new Error('bug'),
      new mongo.MongoServerError({ code: 8_000, message: 'odd' }),
      { code: 50, message: '' },
      'text',
    ];
    expect(others.map(asToolrackError)).toEqual(others.map(() => undefined));
  });
});
