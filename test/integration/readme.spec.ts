/**
 * The pages that a user reads. In those that they paste from, every command block runs as printed, in order, in one
 * bash, and prints what the page shows beneath it. Only ids, times and the port differ from run to run.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { CONFIG_CLASSES } from '#libs/config';
import { runErrorCodeSchema } from '#libs/contracts';
import { ERROR_CODES } from '#libs/errors';
import { OPERATIONS } from '#libs/platform-api';
import { runInBash } from '../support/bash-session.ts';
import { startLocalProcess } from '../support/local-process.ts';
import { commandBlocks, fencedBlocks } from '../support/markdown.ts';

const PAGES = [
  'README.md',
  'docs/architecture.md',
  'docs/mcp-tools.md',
  'docs/notifications.md',
  'docs/openapi-services.md',
  'docs/permissions.md',
  'docs/platform-api.md',
  'docs/runs.md',
  'docs/scripts.md',
];
/** Nobody pastes from this one. */
const NOT_RUN = 'docs/architecture.md';
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g;
const MEASURED = /("?(?:cpuMs|wallMs)"?: ?)[\d.]+/g;

function withoutChance(text: string): string {
  return text.replace(UUID, '<id>').replace(TIME, '<time>').replace(MEASURED, '$1<ms>').trimEnd();
}

describe.each(PAGES.filter((page) => page !== NOT_RUN))('%s', (page) => {
  it('prints beneath each command block what the commands print', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'toolrack-page-'));
    await symlink(resolve('node_modules'), join(folder, 'node_modules'));
    // Without a token in the environment one is made and kept in the data folder, as for a new user.
    const product = await startLocalProcess({
      dataDir: join(folder, '.data'),
      environment: { ADMIN_TOKEN: '' },
    });
    try {
      const blocks = commandBlocks(await readFile(page, 'utf8'));
      expect(blocks.length).toBeGreaterThan(3);
      const { results, errors } = await runInBash(
        blocks.map(({ commands }) => commands),
        {
          folder,
          afterEach: (block) => (block.includes('export TOOLRACK=') ? `export TOOLRACK=${product.url}` : ''),
        },
      );
      const shown = blocks.map(({ line, printed }) => ({ line, exitCode: 0, printed: withoutChance(printed) }));
      const seen = results.map(({ exitCode, printed }, index) => ({
        line: blocks[index]!.line,
        exitCode,
        printed: withoutChance(printed),
      }));
      expect({ seen, errors: seen.every(({ exitCode }) => exitCode === 0) ? '' : errors }).toEqual({
        seen: shown,
        errors: '',
      });
    } finally {
      await product.stop();
      await rm(folder, { recursive: true, force: true });
    }
  });
});

describe('README.md', () => {
  it('names the two commands, which are npm scripts, and no other block that is not run', async () => {
    const blocks = fencedBlocks(await readFile('README.md', 'utf8'));
    const notRun = blocks.filter(({ language }) => language === 'sh').map(({ text }) => text.trim());
    expect(notRun.slice(0, 2)).toEqual(['npm ci && npm start', 'npm ci && npm test']);
    expect(notRun.slice(2)).toEqual([expect.stringContaining('docker compose up')]);
    const { scripts } = JSON.parse(await readFile('package.json', 'utf8'));
    expect(scripts).toMatchObject({
      start: expect.any(String),
      test: expect.any(String),
      dev: expect.any(String),
      check: expect.any(String),
    });
  });

  it('tests with the commands that CI runs', async () => {
    const ci = await readFile('.ci/run', 'utf8');
    expect(ci).toMatch(/^npm ci\b/m);
    expect(ci).toMatch(/^npm test\b/m);
  });

  it('gives the compose file the variables that it asks for', async () => {
    const compose = await readFile('docker-compose.yml', 'utf8');
    expect(compose).toContain('${ADMIN_TOKEN');
    expect(compose).toContain('${SERVICE_KEY');
    expect(compose).toMatch(/^ {2}scriptworker:/m);
  });
});

/** The anchors that GitHub gives to the headings of a page. */
function anchorsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}

describe.each(PAGES)('%s', (page) => {
  it('links only to what is there', async () => {
    const text = await readFile(page, 'utf8');
    const missing: string[] = [];
    for (const [, path = '', anchor] of text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)) {
      const target = path === '' ? page : join(dirname(page), path);
      if (!existsSync(target)) missing.push(path);
      else if (anchor !== undefined && !anchorsOf(await readFile(target, 'utf8')).includes(anchor))
        missing.push(anchor);
    }
    expect(missing).toEqual([]);
  });

  it('names only variables of the environment that there are', async () => {
    const known = CONFIG_CLASSES.flatMap(({ variables }) => variables.map(({ name }) => name));
    const prose = (await readFile(page, 'utf8')).replace(/^```[^]*?^```$/gm, '');
    const named = [...prose.matchAll(/`([A-Z]+(?:_[A-Z]+)+)`/g)].map(([, name]) => name!);
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
  });
});

describe('docs/architecture.md', () => {
  it('has the table of errors', async () => {
    const page = await readFile('docs/architecture.md', 'utf8');
    const rows = [...page.matchAll(/^\| `(\w+)` +\| (\d{3}) +\|/gm)].map(([, code, status]) => [code, Number(status)]);
    expect(Object.fromEntries(rows)).toEqual(ERROR_CODES);
  });

  it('names every app and every lib', async () => {
    const page = await readFile('docs/architecture.md', 'utf8');
    const named = [...page.matchAll(/^\| (?:\d +\| )?`([\w-]+)` +\|/gm)].map(([, name]) => name);
    const folders = [...(await readdir('apps')), ...(await readdir('libs'))];
    expect(folders.filter((name) => name !== 'testing' && !named.includes(name))).toEqual([]);
  });
});

describe('docs/scripts.md', () => {
  it('lists every method of the platform API with its arguments', async () => {
    const page = await readFile('docs/scripts.md', 'utf8');
    const listed = [...page.matchAll(/^\| +`(\w+)\.(\w+)\(([^)]*)\)` +\|/gm)].map(
      ([, service, method, args]) => `${service!}.${method!}(${args!})`,
    );
    const offered = OPERATIONS.map(({ service, id, arguments: args }) => {
      const names = args.map((argument) => (typeof argument === 'string' ? argument : argument.name));
      return `${service}.${id}(${names.join(', ')})`;
    });
    expect(listed.sort()).toEqual(offered.sort());
  });

  it('names every reason why a run fails', async () => {
    const page = await readFile('docs/scripts.md', 'utf8');
    const codes = runErrorCodeSchema.options.filter((code) => code !== 'ScriptFailed');
    expect(codes.filter((code) => !page.includes(`\`${code}\``))).toEqual([]);
  });
});
