/** What a script may find beside its language, each with a script that uses it once and waits for nothing. */

interface Feature {
  name: string;
  /** Statement of the function's body. */
  use: string;
}

const FEATURES: readonly Feature[] = [
  { name: 'PlatformApi', use: 'await libraries.PlatformApi.IafItemSvc.getNamedUserItems({}, ctx);' },
  { name: 'CoreUtils', use: 'libraries.CoreUtils.chunk([1, 2, 3], 2);' },
  { name: 'IafScriptEngine', use: "libraries.IafScriptEngine.setVar('a', 1);" },
  { name: 'moment', use: "libraries.moment('2026-07-28').add(1, 'day').toISOString();" },
  { name: 'lodash', use: "libraries.lodash.groupBy([{ a: 1 }, { a: 2 }], 'a');" },
  { name: 'zod', use: 'libraries.zod.object({ query: libraries.zod.string() }).parse(input);' },
  { name: 'URL', use: "new URL('https://example.org/a?b=c').searchParams.get('b');" },
  { name: 'TextEncoder', use: "new TextEncoder().encode('text');" },
  { name: 'structuredClone', use: 'structuredClone({ when: new Date(0), list: [1, 2, 3] });' },
  { name: 'crypto', use: 'crypto.randomUUID();' },
  { name: 'AbortController', use: 'new AbortController().abort();' },
  { name: 'setTimeout', use: 'clearTimeout(setTimeout(() => {}, 0));' },
];

const scriptThat = (use: string): string => `/** Answers with what it was asked. */
async function find(input, libraries, ctx) {
  ${use}
  return { query: input.query, limit: input.limit };
}
`;

/** The script that uses none of them. */
export const PLAIN_SCRIPT = scriptThat('');
export const FEATURE_SCRIPTS = FEATURES.map(({ name, use }) => ({ name, source: scriptThat(use) }));
