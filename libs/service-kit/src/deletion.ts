import type { Change } from '#libs/change-feed';
import type { ResourceType } from '#libs/contracts';

/** Tells those who keep something about single things, as grants are kept, that one is there no more. */
export function deletionOf(
  type: ResourceType,
  { _id, _namespaces }: { _id: string; _namespaces: readonly string[] },
): Change {
  return { topic: 'deletedThings', namespaces: [..._namespaces], ids: [`${type}:${_id}`] };
}
