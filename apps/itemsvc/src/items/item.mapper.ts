import type { Principal } from '#libs/access';
import type { Item, ItemVersion } from '#libs/contracts';
import { visibleNamespaces } from '#libs/service-kit';
import type { ItemRecord, ItemVersionRecord } from './item.record.js';

/** A version as REST shows it to everyone. */
export function toItemVersion(version: ItemVersionRecord, tipId: string): ItemVersion {
  return {
    _id: version._id,
    _userItemDbId: version._userItemDbId,
    _isTip: version._id === tipId,
    _version: version._version,
    _userData: version._userData,
    ...(version._language === undefined ? {} : { _language: version._language }),
    _metadata: version._metadata,
  };
}

/** A version with what runs of it, for those who run it. */
export function toRunnableVersion(version: ItemVersionRecord, tipId: string): ItemVersion {
  const { _javascript } = version;
  return { ...toItemVersion(version, tipId), ...(_javascript === undefined ? {} : { _javascript }) };
}

/** An item as REST shows it to the principal, with its newest version. */
export function toItem(principal: Principal, record: ItemRecord, tip: ItemVersionRecord | undefined): Item {
  return {
    _id: record._id,
    _irn: `itemsvc:nameduseritem:${record._id}`,
    _name: record._name,
    ...(record._shortName === undefined ? {} : { _shortName: record._shortName }),
    _description: record._description,
    _namespaces: visibleNamespaces(principal, record._namespaces),
    _userType: record._userType,
    _itemClass: record._itemClass,
    ...(record._limits === undefined ? {} : { _limits: record._limits }),
    _tipId: record._tipId,
    _tipVersion: record._tipVersion,
    _versions: tip === undefined ? [] : [toItemVersion(tip, record._tipId)],
    _metadata: record._metadata,
  };
}
