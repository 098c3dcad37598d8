/**
 * The settings of a namespace stand for the whole of it. Who may EDIT them decides, with them and with the secrets, what its
 * scripts may reach outside; who may READ them sees what is decided and how much the namespace uses, and no secret.
 */
import type { Principal } from '#libs/access';
import type { NeededRight, Permissions } from '#libs/service-kit';

const TYPE = 'itemsvc:namespacesettings';

/** What changing the settings takes, and whatever is done with the secrets. */
export const settingsRight = (namespace: string): NeededRight => ({ action: 'EDIT', type: TYPE, id: namespace });

/**
 * That the principal may read about each of the namespaces as a whole: who may change the settings may see them.
 *
 * @throws ToolrackError `NamespaceNotFound`, `Forbidden`
 */
export async function requireSettingsReadable(
  permissions: Permissions,
  principal: Principal,
  namespaces: readonly string[],
): Promise<void> {
  for (const namespace of namespaces) {
    if (await permissions.has(principal, namespace, settingsRight(namespace))) continue;
    await permissions.require(principal, [namespace], { action: 'READ', type: TYPE, id: namespace });
  }
}
