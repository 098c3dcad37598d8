/** What users store, put there over REST as they would. */
import { type Product, rest } from './product.ts';

export interface StoredItem {
  _id: string;
  _tipId: string;
  _tipVersion: number;
  _name: string;
}

export interface ToolDefinition {
  _name: string;
  _script: { _userType: string; _scriptName: string };
  _description?: string;
  _schema?: object;
  _outputSchema?: object;
  _limits?: object;
}

type Place = Pick<Product, 'url' | 'token'>;

/** The first element of what was created. @throws Error with the answer when nothing was */
async function created(product: Place, path: string, element: object): Promise<StoredItem> {
  const { status, text, body } = await rest(product, path, { body: [element] });
  if (status !== 201) throw new Error(`${path}: ${status} ${text}`);
  return body._list[0];
}

export function storeScript(
  product: Place,
  namespace: string,
  { userType, source }: { userType: string; source: string },
): Promise<StoredItem> {
  return created(product, `/itemsvc/api/v1/nameduseritems?nsfilter=${namespace}`, {
    _name: userType,
    _userType: userType,
    _itemClass: 'Script',
    _version: { _userData: source },
  });
}

export function storeCollection(product: Place, namespace: string, userType: string): Promise<StoredItem> {
  return created(product, `/itemsvc/api/v1/nameduseritems?nsfilter=${namespace}`, {
    _name: userType,
    _userType: userType,
    _itemClass: 'NamedUserCollection',
  });
}

/** A tool; without a schema it takes any arguments. */
export function createTool(product: Place, namespace: string, tool: ToolDefinition): Promise<StoredItem> {
  return created(product, `/aisvc/api/v1/mcp-tools?nsfilter=${namespace}`, {
    _description: `Calls ${tool._script._scriptName}.`,
    _schema: { type: 'object' },
    ...tool,
  });
}

/** A script and a tool of the same name for each of its functions. */
export async function storeFunctions(
  product: Place,
  namespace: string,
  { userType, functions }: { userType: string; functions: Record<string, string> },
): Promise<StoredItem> {
  const script = await storeScript(product, namespace, { userType, source: Object.values(functions).join('\n') });
  for (const name of Object.keys(functions)) {
    await createTool(product, namespace, { _name: name, _script: { _userType: userType, _scriptName: name } });
  }
  return script;
}

export function createFilter(
  product: Place,
  namespace: string,
  { userType, criteria }: { userType: string; criteria: object },
): Promise<StoredItem> {
  return created(product, `/aisvc/api/v1/mcptoolfilters?nsfilter=${namespace}`, {
    _name: userType,
    _userType: userType,
    _criteria: criteria,
  });
}

export async function uploadFile(
  product: Place,
  namespace: string,
  { name, content }: { name: string; content: string },
): Promise<StoredItem> {
  const file = await created(product, `/filesvc/api/v1/files?nsfilter=${namespace}`, { _name: name });
  await putContent(product, file._id, content);
  return file;
}

export async function putContent(product: Place, fileId: string, content: string): Promise<void> {
  const response = await fetch(new URL(`/filesvc/api/v1/files/${fileId}/content`, product.url), {
    method: 'PUT',
    headers: { authorization: `Bearer ${product.token}`, 'content-type': 'text/plain' },
    body: content,
  });
  if (!response.ok) throw new Error(`The content was not stored: ${response.status} ${await response.text()}`);
}

/** An MCP URL of the product. */
export function mcpUrl(product: Place, parameters: { nsfilter: string } & Record<string, string>): string {
  const url = new URL('/aisvc/api/v1/stateless/mcp/tools', product.url);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}
