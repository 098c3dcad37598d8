/**
 * What becomes of the operations of the OpenAPI documents in a folder: how many are tools, why the others are not, and what
 * that takes. Works on the build.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { importApi, ImportRefused, type ImportOptions } from '#libs/openapi-import';

const [folder = '.'] = process.argv.slice(2);
const OPTIONS: ImportOptions = { serviceName: 'Report', baseUrl: 'https://api.example.com', hasSecret: false };

function imported(text: string, operations?: string[]): object {
  const before = process.cpuUsage();
  try {
    const api = importApi(text, { ...OPTIONS, operations });
    const { user, system } = process.cpuUsage(before);
    const sizes = api.operations.map(({ inputSchema }) => JSON.stringify(inputSchema).length).sort((a, b) => a - b);
    const codes = Object.entries(Object.groupBy(api.problems, ({ code }) => code));
    return {
      tools: api.operations.length,
      problems: Object.fromEntries(codes.map(([code, some]) => [code, some.length])),
      cpuMs: Math.round((user + system) / 1_000),
      bytes: JSON.stringify(api.operations).length,
      medianSchemaBytes: sizes[sizes.length >> 1] ?? 0,
      mostSchemaBytes: sizes.at(-1) ?? 0,
    };
  } catch (error) {
    if (error instanceof ImportRefused) return { refused: `${error.path} ${error.message}` };
    throw error;
  }
}

for (const name of (await readdir(folder)).filter((file) => /\.(?:json|ya?ml)$/.test(file)).sort()) {
  const text = await readFile(join(folder, name), 'utf8');
  console.log(name, { documentBytes: Buffer.byteLength(text), reading: imported(text), all: imported(text, ['*']) });
}
