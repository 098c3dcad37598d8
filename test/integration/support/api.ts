import { type Product, rest } from '../../support/product.ts';

/** Where the resources are. */
export const ITEMS = '/itemsvc/api/v1/nameduseritems';
export const ITEM_VERSIONS = '/itemsvc/api/v1/nameduseritemversions';
export const FUNCTIONS = '/itemsvc/api/v1/scriptfunctions';
export const SETTINGS = '/itemsvc/api/v1/namespacesettings';
export const RUNS = '/itemsvc/api/v1/runs';
export const RUN_TAILS = '/itemsvc/api/v1/run-tails';
export const SECRETS = '/itemsvc/api/v1/secrets';
export const FILES = '/filesvc/api/v1/files';
export const ACCESS_TOKENS = '/passportsvc/api/v1/accesstokens';
export const USER_GROUPS = '/passportsvc/api/v1/usergroups';
export const USERS = '/passportsvc/api/v1/users';
export const CURRENT_USER = '/passportsvc/api/v1/users/me';
export const WORKSPACES = '/passportsvc/api/v1/workspaces';
export const GRANTS = '/permissionsvc/api/v1/grants';
export const TOOLS = '/aisvc/api/v1/mcp-tools';
export const FILTERS = '/aisvc/api/v1/mcptoolfilters';
export const SERVICES = '/aisvc/api/v1/openapi-services';
export const MCP = '/aisvc/api/v1/stateless/mcp/tools';

/** The lists of a namespace. */
export const LISTS = [ITEMS, FUNCTIONS, SECRETS, FILES, TOOLS, FILTERS, SERVICES];

export type Answer = Awaited<ReturnType<typeof rest>>;
/** A parsed answer; what it holds is for each test to say. */
export type Json = Answer['body'];

let namespaces = 0;

/** A namespace that holds nothing yet. */
export const newNamespace = (): string => `space_${String(++namespaces)}`;

/** `path?nsfilter=<namespace>` and what else the query holds. */
export function within(namespace: string, path: string, query: Record<string, string> = {}): string {
  return `${path}?${new URLSearchParams({ nsfilter: namespace, ...query }).toString()}`;
}

/** A request that must succeed; answers with its body. */
export async function done(product: Product, path: string, options: Parameters<typeof rest>[2] = {}): Promise<Json> {
  const answer = await rest(product, path, options);
  if (answer.status >= 300) throw new Error(`${path} answered ${String(answer.status)}: ${answer.text}`);
  return answer.body;
}

/** What the preview of an MCP URL says of all tools: those that it exposes, and the others. */
export async function previewOf(product: Product, query: string): Promise<{ exposed: Json[]; leftOut: Json[] }> {
  const all: Json[] = [];
  for (let total = 1; all.length < total;) {
    const page = await done(product, `${TOOLS}/exposed?${query}&_pageSize=1000&_offset=${String(all.length)}`);
    total = page._total;
    all.push(...page._list);
  }
  return { exposed: all.filter(({ _exposed }) => _exposed), leftOut: all.filter(({ _exposed }) => !_exposed) };
}

export const script = (source: string, fields: object = {}) => ({
  _name: 'A script',
  _userType: 'scripts',
  _itemClass: 'Script',
  _version: { _userData: source },
  ...fields,
});

export const collection = (fields: object = {}) => ({
  _name: 'A collection',
  _userType: 'things',
  _itemClass: 'NamedUserCollection',
  ...fields,
});

export const file = (fields: object = {}) => ({ _name: 'a.txt', ...fields });

/** A secret for one host. */
export const secret = (name: string, fields: object = {}) => ({
  _name: name,
  _value: `value-of-${name}`,
  _hosts: ['api.example.com'],
  ...fields,
});

/** A tool that calls the function `answer` of the scripts of type `scripts`. */
export const tool = (name: string, fields: object = {}) => ({
  _name: name,
  _description: `The tool ${name}.`,
  _schema: { type: 'object', properties: {} },
  _script: { _userType: 'scripts', _scriptName: 'answer' },
  ...fields,
});

export const filter = (userType: string, criteria: object, fields: object = {}) => ({
  _name: `Filter ${userType}`.slice(0, 50),
  _userType: userType,
  _criteria: criteria,
  ...fields,
});

/** The source of a script that declares a function with the body. */
export const declares = (name: string, body = 'return input'): string =>
  `function ${name}(input, libraries, ctx, callback) {\n  ${body}\n}\n`;

/** Stores elements with the request `within(namespace, path)`; answers with what was created. */
export async function store(product: Product, path: string, elements: object[]): Promise<Json[]> {
  return (await done(product, path, { body: elements }))._list;
}

/** The values of a field in the entries of a page, in their order. */
export function valuesOf<T = string>(page: Json, field: string): T[] {
  const entries: Record<string, T>[] = page._list;
  return entries.map((entry) => entry[field]!);
}

/** Everything that the lists of a namespace say, as text: equal texts, nothing stored. */
export async function everything(product: Product, namespace: string): Promise<string> {
  const answers = await Promise.all(LISTS.map((path) => rest(product, within(namespace, path, { _pageSize: '1000' }))));
  return JSON.stringify(answers.map(({ status, body }) => [status, body._total, body._list]));
}
