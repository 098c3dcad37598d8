import { newGrantSchema, resourceNameProblem } from '#libs/contracts';

describe('resource names', () => {
  it.each(['filesvc:file:f-1', 'filesvc:file:*', 'filesvc:*:*', '*:*:*', 'itemsvc:namespacesettings:demo'])(
    '%s is one',
    (name) => {
      expect(resourceNameProblem(name)).toBeUndefined();
    },
  );

  it.each([
    '',
    '*',
    'filesvc:file',
    'filesvc:file:',
    'filesvc:file:a:b',
    'filesvc:files:*',
    'filesvc:*:f1',
    '*:file:*',
    '*:*:f1',
    'othersvc:*:*',
    'filesvc:file:a*',
    'filesvc:file:a b',
  ])('%p is none', (name) => {
    expect(resourceNameProblem(name)).toEqual(expect.any(String));
  });
});

describe('grants', () => {
  const whole = { _resource: 'filesvc:file:*', _actions: ['READ'], _grantee: { _userId: 'anna' } };

  it.each<[string, object]>([
    ['no grantee', { _grantee: {} }],
    ['two grantees', { _grantee: { _userId: 'anna', _userGroupId: 'g' } }],
    ['a grantee that is no user', { _grantee: { _userId: 'admin' } }],
    ['a process of ours as the grantee', { _grantee: { _userId: 'webhook-deliveries' } }],
    ['no actions', { _actions: [] }],
    ['an unknown action', { _actions: ['WRITE'] }],
    ['an action twice', { _actions: ['READ', 'READ'] }],
  ])('with %s are refused', (_what, fields) => {
    expect(newGrantSchema.safeParse(whole).success).toBe(true);
    expect(newGrantSchema.safeParse({ ...whole, ...fields }).success).toBe(false);
  });
});
