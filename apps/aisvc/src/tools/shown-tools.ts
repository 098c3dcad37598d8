/** Users' tools as REST shows them one by one: with what is in force now, whether they are broken, and warnings. */
import type { Principal } from '#libs/access';
import type { Tool } from '#libs/contracts';
import { visibleNamespaces } from '#libs/service-kit';
import { userTool } from '../catalog/user-tool.js';
import type { ScriptDirectory } from '../scripts/script-directory.js';
import { isMissing, type ScriptFunctions } from '../scripts/script-functions.js';
import { schemaWarnings } from './schema-warnings.js';
import { catalogToolAsTool } from './tool.mapper.js';
import type { ToolRecord } from './tool.record.js';

export interface Viewer {
  principal: Principal;
  /** Namespaces that the request names; all of the principal's when undefined. */
  nsfilter?: readonly string[] | undefined;
}

type FunctionsOf = ReadonlyMap<string, ScriptFunctions>;

/** What scripts declare is read once for each namespace. */
export async function shownTools(
  scripts: ScriptDirectory,
  records: readonly ToolRecord[],
  viewer: Viewer,
): Promise<Tool[]> {
  const functions = await functionsFor(scripts, records, viewer);
  return records.map((record) => shown(record, functions, viewer));
}

export async function shownTool(scripts: ScriptDirectory, record: ToolRecord, viewer: Viewer): Promise<Tool> {
  return shown(record, await functionsFor(scripts, [record], viewer), viewer);
}

async function functionsFor(
  scripts: ScriptDirectory,
  records: readonly ToolRecord[],
  viewer: Viewer,
): Promise<FunctionsOf> {
  const called = records.map(({ _script }) => _script);
  const functions = new Map<string, ScriptFunctions>();
  for (const namespace of new Set(records.flatMap((record) => namespacesOf(record, viewer)))) {
    functions.set(namespace, await scripts.functions(namespace, called));
  }
  return functions;
}

/** As it is in the first of its namespaces that the viewer looks into, or in the first where it is broken. */
function shown(record: ToolRecord, functions: FunctionsOf, viewer: Viewer): Tool {
  const views = namespacesOf(record, viewer).flatMap((namespace) => {
    const declared = functions.get(namespace)?.lookUp(record._script);
    return declared === undefined ? [] : [{ namespace, declared, tool: userTool(record, declared) }];
  });
  const view = views.find(({ tool }) => tool.problem !== undefined) ?? views[0];
  if (view === undefined) throw new Error(`The tool ${record._id} is in no namespace of its viewer.`);
  const warnings = isMissing(view.declared) ? [] : schemaWarnings(record, view.declared);
  return { ...catalogToolAsTool(view.tool, view.namespace, viewer.principal), _warnings: warnings };
}

function namespacesOf({ _namespaces }: ToolRecord, { principal, nsfilter }: Viewer): string[] {
  const visible = visibleNamespaces(principal, _namespaces);
  const asked = visible.filter((namespace) => nsfilter?.includes(namespace) ?? true);
  return asked.length > 0 ? asked : visible;
}
