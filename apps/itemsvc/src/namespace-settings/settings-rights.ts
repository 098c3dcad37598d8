import type { NeededRight } from '#libs/service-kit';

/**
 * The settings and the secrets of a namespace say what its scripts may reach outside. Who may EDIT the settings may see and
 * change both; there is no lesser right.
 */
export const settingsRight = (namespace: string): NeededRight => ({
  action: 'EDIT',
  type: 'itemsvc:namespacesettings',
  id: namespace,
});
