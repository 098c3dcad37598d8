/**
 * Writes the files that are made from the code: the platform API and `.env.example`. With `--check` it writes nothing
 * and fails when one of them is not fresh. Works on the build: `npm run generate` makes it first.
 */
import 'reflect-metadata';
import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { AisvcModule } from '#apps/aisvc';
import { ItemsvcModule } from '#apps/itemsvc';
import { envExample, NotificationConfig } from '#libs/config';
import type { PlatformOperation } from '#libs/platform-api';
import { RunTracking } from '#libs/script-runner';
import { documentOf, unusedRuntime } from './openapi.ts';
import { platformOperations } from './platform-operations.ts';
import { platformTypes } from './platform-types.ts';

const noRunner = {
  run: () => Promise.reject(new Error('Nothing runs while files are generated.')),
  close: () => Promise.resolve(),
};

const noTracking = new RunTracking({ ...unusedRuntime, recordsMs: 0 });

const unusedOptions = {
  secretKeys: { key: undefined, previousKey: undefined },
  privateHosts: [],
  serviceKey: 'unused',
  publicUrl: () => undefined,
  usageRollUpMs: 0,
  notifications: new NotificationConfig({}),
};

async function generated(): Promise<Record<string, string>> {
  const documents = [
    await documentOf([ItemsvcModule.forRoot(unusedOptions)], 'Toolrack item service'),
    await documentOf(
      [AisvcModule.forRoot({ runner: noRunner, tracking: noTracking, health: () => Promise.resolve() })],
      'Toolrack AI service',
    ),
  ];
  const { shared, forPrograms } = platformOperations(documents);
  const folder = 'libs/platform-api/src/generated';
  return {
    '.env.example': envExample(),
    [`${folder}/operations.ts`]: await pretty(table('OPERATIONS', shared)),
    [`${folder}/types.ts`]: await pretty(platformTypes(shared)),
    [`${folder}/operations-for-programs.ts`]: await pretty(table('OPERATIONS_FOR_PROGRAMS', forPrograms)),
    [`${folder}/types-for-programs.ts`]: await pretty(platformTypes(forPrograms, 'ForPrograms')),
  };
}

/** Text of the module with the table of operations. */
function table(name: string, operations: readonly PlatformOperation[]): string {
  return `// Generated from the services by \`npm run generate\`.\n\nimport type { PlatformOperation } from '../platform-operation.js';\n\nexport const ${name}: readonly PlatformOperation[] = ${JSON.stringify(operations)};`;
}

/** Once more than needed: what Prettier breaks in the first round it may join again in the second. */
async function pretty(text: string): Promise<string> {
  const options = { ...(await resolveConfig(import.meta.filename)), parser: 'typescript' };
  return format(await format(text, options), options);
}

const check = process.argv.includes('--check');
for (const [path, text] of Object.entries(await generated())) {
  const current = await readFile(path, 'utf8').catch(() => '');
  if (current === text) continue;
  if (check) {
    console.error(`${path} is not fresh: run \`npm run generate\` and commit it.`);
    process.exitCode = 1;
  } else {
    await writeFile(path, text);
    console.log(`wrote ${path}`);
  }
}
