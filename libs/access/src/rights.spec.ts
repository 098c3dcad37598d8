import { ALL_RIGHTS, mayDo, NO_RIGHTS, type RightsGrant, UserRights } from '#libs/access';
import { type Action, ACTIONS } from '#libs/contracts';

const FILE = 'filesvc:file';
const grant = (_resource: string, ..._actions: RightsGrant['_actions']): RightsGrant => ({
  _id: `${_resource} ${_actions.join()}`,
  _resource,
  _actions,
});
const anna = (...grants: RightsGrant[]) => new UserRights('anna', grants);
const theirs = { type: FILE, id: 'f1', createdById: 'bob' } as const;
const own = { type: FILE, id: 'f1', createdById: 'anna' } as const;

describe('UserRights', () => {
  it.each<[string, RightsGrant[], Action[]]>([
    ['nothing without grants', [], []],
    ['what is granted on the thing', [grant('filesvc:file:f1', 'READ', 'EDIT')], ['READ', 'EDIT']],
    ['nothing of what is granted on another', [grant('filesvc:file:f2', '*')], []],
    ['what is granted on the type', [grant('filesvc:file:*', 'READ')], ['READ']],
    ['nothing of what is granted on another type', [grant('itemsvc:nameduseritem:*', '*')], []],
    ['what is granted on the service', [grant('filesvc:*:*', 'DELETE')], ['DELETE']],
    ['nothing of what is granted on another service', [grant('aisvc:*:*', '*')], []],
    ['what is granted on everything', [grant('*:*:*', 'SHARE')], ['SHARE']],
    ['every action by "*"', [grant('filesvc:file:f1', '*')], [...ACTIONS]],
    [
      'all that grants add up to',
      [grant('filesvc:file:f1', 'READ'), grant('filesvc:file:f1', 'RUN'), grant('*:*:*', 'EDIT')],
      ['READ', 'EDIT', 'RUN'],
    ],
  ])('allows %s', (_what, grants, allowed) => {
    const rights = anna(...grants);
    expect(ACTIONS.filter((action) => mayDo(rights, [action], theirs))).toEqual(allowed);
  });

  it('allows everything with what the user made, and says why', () => {
    expect(ACTIONS.filter((action) => mayDo(anna(), [action], own))).toEqual(ACTIONS);
    const granted = grant('filesvc:file:f1', 'READ');
    expect(anna(granted).reason('READ', own)).toEqual({ by: 'grant', grantId: granted._id });
    expect(anna(granted).reason('EDIT', own)).toEqual({ by: 'creator' });
    expect(anna(granted).reason('EDIT', theirs)).toBeUndefined();
    expect(ALL_RIGHTS.reason('EDIT', theirs)).toEqual({ by: 'principal' });
    expect(NO_RIGHTS.reason('READ', own)).toBeUndefined();
  });

  it('says of all things of a type no more than of each', () => {
    const rights = anna(grant('filesvc:file:f1', '*'), grant('filesvc:file:*', 'READ'));
    expect(rights.covers('READ', { type: FILE, id: '*' })).toBe(true);
    expect(rights.covers('EDIT', { type: FILE, id: '*' })).toBe(false);
    expect(rights.covers('READ', { type: 'filesvc:*', id: '*' })).toBe(false);
    expect(rights.covers('READ', { type: '*:*', id: '*' })).toBe(false);
    const all = anna(grant('*:*:*', 'READ'));
    for (const type of ['*:*', 'filesvc:*', FILE]) expect(all.covers('READ', { type, id: '*' })).toBe(true);
  });

  it.each<[string, RightsGrant[], unknown]>([
    ['own things alone', [], { ids: [], createdById: 'anna' }],
    ['things that are granted', [grant('filesvc:file:f1', 'READ')], { ids: ['f1'], createdById: 'anna' }],
    ['things with one of the actions', [grant('filesvc:file:f1', 'RUN')], { ids: ['f1'], createdById: 'anna' }],
    ['no things with other actions', [grant('filesvc:file:f1', 'EDIT')], { ids: [], createdById: 'anna' }],
    ['everything of the type', [grant('filesvc:file:*', 'READ'), grant('filesvc:file:f1', '*')], 'everything'],
    ['everything of the service', [grant('filesvc:*:*', 'READ')], 'everything'],
    ['everything', [grant('*:*:*', '*')], 'everything'],
  ])('reaches %s', (_what, grants, reach) => {
    expect(anna(...grants).reach(['READ', 'RUN'], FILE)).toEqual(reach);
  });

  it('lists and gets alike', () => {
    const rights = anna(grant('filesvc:file:f1', 'READ'), grant('filesvc:file:f2', 'EDIT'), grant('aisvc:*:*', 'READ'));
    const reach = rights.reach(['READ'], FILE);
    const things = ['f1', 'f2', 'f3'].flatMap((id) => ['anna', 'bob'].map((createdById) => ({ id, createdById })));
    const listed = things.filter(({ id, createdById }) => {
      return reach === 'everything' || reach.ids.includes(id) || createdById === reach.createdById;
    });
    const got = things.filter((thing) => mayDo(rights, ['READ'], { type: FILE, ...thing }));
    expect(listed).toEqual(got);
    expect(got).toHaveLength(4);
  });

  it('has equal keys for equal rights, in whatever order and grants they came', () => {
    const [read, edit] = [grant('filesvc:file:f1', 'READ'), grant('filesvc:file:f1', 'EDIT')];
    expect(anna(read, edit).key).toBe(anna(edit, read).key);
    expect(anna(grant('filesvc:file:f1', 'READ', 'EDIT')).key).toBe(anna(read, edit).key);
    expect(anna(read).key).not.toBe(anna(edit).key);
    expect(anna(read).key).not.toBe(new UserRights('bob', [read]).key);
  });
});
