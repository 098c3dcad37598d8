import { z } from 'zod';
import type { Variable } from './define-config.js';
import { CONFIG_CLASSES } from './configs.js';

const HEADER = `# Generated from libs/config by \`npm run generate\`; every value shown is the default.
# Nothing here is needed for \`npm start\`.
`;

const defaultSchema = z.union([z.string(), z.number(), z.array(z.string())]).optional();

function line({ name, schema, description }: Variable): string {
  const fallback = defaultSchema.safeParse(schema.safeParse(undefined).data).data;
  return `# ${description}\n#${name}=${String(fallback ?? '')}\n`;
}

/** Text of `.env.example`. */
export function envExample(): string {
  const areas = CONFIG_CLASSES.map(({ area, variables }) => `## ${area}\n\n${variables.map(line).join('\n')}`);
  return [HEADER, ...areas].join('\n');
}
