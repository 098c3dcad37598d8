import { RunTokens } from '#libs/access';
import { LocalChangeFeed } from '#libs/change-feed';
import type { ScriptFunctionEntry } from '#libs/contracts';
import type { PlatformTransport } from '#libs/platform-api';
import { ScriptDirectory } from './script-directory.js';
import { isMissing } from './script-functions.js';

const entry = (name: string, _version: number, fields: Partial<ScriptFunctionEntry> = {}): ScriptFunctionEntry => ({
  name,
  parameters: [],
  async: false,
  tags: [],
  line: 1,
  _itemId: 'item',
  _userType: 'scripts',
  _versionId: `v${String(_version)}`,
  _version,
  _namespaces: ['demo'],
  ...fields,
});
const scriptOf = (_scriptName: string) => ({ _userType: 'scripts', _scriptName });
const pinnedTo = (_scriptName: string, _version: number) => ({
  ...scriptOf(_scriptName),
  _version,
  _versionId: `v${String(_version)}`,
});

/** A directory that asks an item service which declares these, and what it asked for. */
function directoryOf(newest: ScriptFunctionEntry[], older: ScriptFunctionEntry[] = []) {
  const asked: (string[] | 'newest')[] = [];
  const transport: PlatformTransport = {
    send: ({ path }) => {
      const { searchParams } = new URL(path, 'http://items');
      const ids = searchParams.getAll('_versionId');
      asked.push(ids.length === 0 ? 'newest' : ids);
      const _list = structuredClone(
        ids.length === 0 ? newest : [...newest, ...older].filter(({ _versionId }) => ids.includes(_versionId)),
      );
      const body = { _offset: 0, _pageSize: 1_000, _total: _list.length, _list };
      return Promise.resolve({ status: 200, body: JSON.stringify(body) });
    },
  };
  const feed = new LocalChangeFeed();
  const announce = (topic: 'items' | 'scripts') => feed.publish({ topic, namespaces: ['demo'] });
  return { asked, announce, directory: new ScriptDirectory(transport, new RunTokens('k'.repeat(32)), feed) };
}

describe('ScriptDirectory', () => {
  it('asks once for all functions of a namespace, and again when a script has changed', async () => {
    const newest = [entry('answer', 2), entry('other', 2)];
    const { asked, announce, directory } = directoryOf(newest);
    expect(await directory.lookUp('demo', scriptOf('answer'))).toMatchObject({ _version: 2 });
    expect(await directory.lookUp('demo', scriptOf('other'))).toMatchObject({ _version: 2 });
    await announce('items');
    expect(await directory.lookUp('demo', scriptOf('answer'))).toMatchObject({ _version: 2 });
    expect(asked).toEqual(['newest']);
    newest.shift();
    await announce('scripts');
    expect(await directory.lookUp('demo', scriptOf('answer'))).toEqual({
      missing: 'no script of type "scripts" declares the function "answer" any more; declared: other',
    });
    expect(asked).toEqual(['newest', 'newest']);
  });

  it('asks for the versions that tools are pinned to, a hundred at a time, and for each once', async () => {
    const older = Array.from({ length: 250 }, (_, index) => entry('answer', index + 10));
    const { asked, directory } = directoryOf([], older);
    const scripts = older.map(({ _version }) => pinnedTo('answer', _version));
    const [functions, again] = await Promise.all([
      directory.functions('demo', scripts),
      directory.functions('demo', scripts),
    ]);
    for (const script of scripts) {
      expect(functions.lookUp(script)).toMatchObject({ _versionId: script._versionId });
      expect(again.lookUp(script)).toBe(functions.lookUp(script));
    }
    expect(asked.filter((ids) => ids !== 'newest').map((ids) => ids.length)).toEqual([100, 100, 50]);
  });

  it('says of a version that is pinned to what is wrong with it', async () => {
    const older = [entry('answer', 1), entry('answer', 3, { _userType: 'others' })];
    const { directory } = directoryOf([], older);
    const reasonOf = async (script: ReturnType<typeof pinnedTo>): Promise<string | undefined> => {
      const found = await directory.lookUp('demo', script);
      return isMissing(found) ? found.missing : undefined;
    };
    expect(await reasonOf(pinnedTo('answer', 1))).toBeUndefined();
    expect(await reasonOf(pinnedTo('other', 1))).toMatch(/^version 1 .* does not declare the function "other"$/);
    expect(await reasonOf(pinnedTo('answer', 2))).toMatch(/^version 2 .* is gone/);
    expect(await reasonOf(pinnedTo('answer', 3))).toMatch(/is of type "others" now, and not "scripts"$/);
  });

  it('gives the same functions while they are the same, whatever else was stored', async () => {
    const newest = [entry('answer', 2), entry('other', 2)];
    const { announce, directory } = directoryOf(newest, [entry('answer', 1)]);
    const scripts = [scriptOf('answer'), pinnedTo('answer', 1)];
    const before = await directory.functions('demo', scripts);
    await announce('scripts');
    expect((await directory.functions('demo', scripts)).equals(before)).toBe(true);
    newest[1] = entry('other', 3);
    await announce('scripts');
    const after = await directory.functions('demo', scripts);
    expect(after.equals(before)).toBe(false);
    expect(after.lookUp(scriptOf('answer'))).toBe(before.lookUp(scriptOf('answer')));
  });
});
