import type { JsonValue } from '#libs/contracts';
import { progressMessage, ProgressReports } from './progress.js';

const paramsOf = (notification: string | undefined): unknown =>
  notification === undefined ? undefined : (JSON.parse(notification) as { params: unknown }).params;

describe('progress', () => {
  it.each<[JsonValue[], object]>([
    [[0.4], { progress: 0.4 }],
    [[0.4, 'Reading'], { progress: 0.4, message: 'Reading' }],
    [[2, 5], { progress: 2, total: 5 }],
    [[2, 5, 'Reading'], { progress: 2, total: 5, message: 'Reading' }],
    [[2, { of: 3 }], { progress: 2, message: '{"of":3}' }],
    [[{ progress: 1, total: 2, message: 'Reading' }], { progress: 1, total: 2, message: 'Reading' }],
    [[{ progress: 1 }], { progress: 1 }],
    [[{ message: 'Reading' }], { progress: 0, message: 'Reading' }],
    [[{ progress: 1, total: 'many', message: ['a'] }], { progress: 1, message: '["a"]' }],
    [['Reading'], { progress: 0, message: 'Reading' }],
    [['Reading', { page: 2 }], { progress: 0, message: 'Reading {"page":2}' }],
    [[{ page: 2 }], { progress: 0, message: '{"page":2}' }],
    [[{ progress: 'half' }], { progress: 0, message: '{"progress":"half"}' }],
    [[[1, 2]], { progress: 0, message: '[1,2]' }],
    [[true], { progress: 0, message: 'true' }],
    [[1e300], { progress: 0, message: '1e+300' }],
    [[null], { progress: 0 }],
    [[], { progress: 0 }],
  ])('of callback(...%j) is %j', (args, expected) => {
    const reports = new ProgressReports('token');
    expect(paramsOf(reports.notification(args))).toEqual({ progressToken: 'token', ...expected });
  });

  it('is sent as a notification of JSON-RPC', () => {
    const sent: unknown = JSON.parse(new ProgressReports(7).notification([1]) ?? '');
    expect(sent).toEqual({
      jsonrpc: '2.0',
      method: 'notifications/progress',
      params: { progressToken: 7, progress: 1 },
    });
  });

  it('increases from one notification to the next, whatever a script reports', () => {
    const reports = new ProgressReports('token');
    const reported: JsonValue[][] = [
      ['Begin'],
      ['Still there'],
      [0.1, 'A'],
      [0.1, 'B'],
      [0.05, 'C'],
      [5],
      [5],
      [4, 9, 'D'],
      [9_007_199_254_740_991],
      ['End'],
      [null],
      ['The end'],
    ];
    const sent = reported.flatMap((args) => {
      const params = paramsOf(reports.notification(args)) as { progress: number; message?: string } | undefined;
      return params === undefined ? [] : [params];
    });
    const values = sent.map(({ progress }) => progress);
    expect(values.every((value, index) => index === 0 || value > values[index - 1]!)).toBe(true);
    const messages = sent.flatMap(({ message }) => (message === undefined ? [] : [message]));
    expect(messages).toEqual(['Begin', 'Still there', 'A', 'B', 'C', 'D', 'End', 'The end']);
  });

  it('leaves out a number that is not above the last and comes without words', () => {
    const reports = new ProgressReports('token');
    expect(reports.notification([3])).toBeDefined();
    expect(reports.notification([3])).toBeUndefined();
    expect(reports.notification([{ progress: 2, total: 9 }])).toBeUndefined();
  });

  it('cuts a long message, and never in the middle of a character', () => {
    const message = progressMessage([`${'x'.repeat(998)}😀${'y'.repeat(100)}`]);
    expect(message).toHaveLength(1_000);
    expect(message?.isWellFormed()).toBe(true);
    expect(message?.endsWith('…')).toBe(true);
  });
});
