import { type Principal, RunTokens } from '#libs/access';
import { LocalChangeFeed } from '#libs/change-feed';
import { RunConfig } from '#libs/config';
import { OPERATIONS, type PlatformTransport } from '#libs/platform-api';
import { InlineRunner, RunTracking } from '#libs/script-runner';
import { createLogger } from '#libs/telemetry';
import { SystemTools } from '../catalog/system-tools.js';
import { ScriptDirectory } from '../scripts/script-directory.js';
import { ToolCaller } from './tool-caller.service.js';
import { ToolRuns } from './tool-runs.service.js';

const admin: Principal = { id: 'admin', kind: 'admin', namespaces: '*' };
const tool = new SystemTools(OPERATIONS).find('getFile_IafFileSvc');

/** A caller whose platform does not answer; what is sent to it is noted. */
function callerWithoutAnswers() {
  const sent: string[] = [];
  const transport: PlatformTransport = {
    send: ({ path, signal }) =>
      new Promise((_resolve, reject) => {
        sent.push(path);
        signal?.addEventListener('abort', () => {
          reject(signal.reason as Error);
        });
      }),
  };
  const tokens = new RunTokens('k'.repeat(32));
  const executor = { execute: () => Promise.reject(new Error('No script runs here.')) };
  const runner = new InlineRunner(executor);
  const changeFeed = new LocalChangeFeed();
  const scripts = new ScriptDirectory(transport, tokens, changeFeed);
  const config = new RunConfig({ RUN_WALL_MS: '50' });
  const logger = createLogger({ service: 'spec', level: 'silent' });
  const tracking = new RunTracking({ transport, runTokens: tokens, changeFeed, recordsMs: 0, logger });
  const runs = new ToolRuns(runner, tracking, config, logger);
  return { sent, caller: new ToolCaller(scripts, tokens, transport, runs, config) };
}

describe('ToolCaller', () => {
  it('answers a call of a system tool that takes too long with a result that says so', async () => {
    const { caller } = callerWithoutAnswers();
    const { result } = await caller.call({ tool: tool!, namespace: 'demo', principal: admin, arguments: { id: 'x' } });
    expect(result).toMatchObject({
      isError: true,
      content: [{ text: 'The call was not answered within 50 ms. Ask for less.' }],
    });
  });

  it('calls nothing in a namespace that is not the principal’s', async () => {
    const { caller, sent } = callerWithoutAnswers();
    const principal: Principal = { id: 'somebody', kind: 'run', namespaces: ['mine'] };
    const call = caller.call({ tool: tool!, namespace: 'theirs', principal, arguments: { id: 'x' } });
    await expect(call).rejects.toMatchObject({ code: 'NamespaceNotFound' });
    expect(sent).toEqual([]);
  });
});
