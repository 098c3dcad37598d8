import { conflict, ToolrackError, validationFailed } from '#libs/errors';

describe('ToolrackError', () => {
  it('carries the status of its code', () => {
    expect(new ToolrackError('PreconditionFailed', 'x').status).toBe(412);
  });

  it('names the first problem in its detail and keeps them all', () => {
    const error = validationFailed([
      { path: '[0]._name', message: 'is required' },
      { path: '[1]._name', message: 'is required' },
    ]);
    expect(error.message).toBe('[0]._name: is required (and 1 more)');
    expect(error.errors).toHaveLength(2);
  });

  it('names at most 50 problems and counts them all', () => {
    const problems = Array.from({ length: 3_000 }, (_, index) => ({ path: `[${index}]`, message: 'is taken' }));
    const error = conflict(problems);
    expect(error.errors).toHaveLength(50);
    expect(error.message).toBe('[0]: is taken (and 2999 more)');
    expect(error.status).toBe(409);
  });
});
