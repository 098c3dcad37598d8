import { itemSchema, itemVersionSchema, pageSchema } from '#libs/contracts';
import type { ListFields } from '../listing/list-query.js';

const STORED_FIELDS = [
  '_id',
  '_name',
  '_shortName',
  '_description',
  '_namespaces',
  '_userType',
  '_itemClass',
  '_limits',
  '_tipId',
  '_tipVersion',
  '_metadata',
];
/** Root fields of an item that the parameters of a list may name. */
export const ITEM_FIELDS: ListFields = { stored: STORED_FIELDS, shown: [...STORED_FIELDS, '_irn', '_versions'] };

export const itemPageSchema = pageSchema(itemSchema);
export const itemVersionPageSchema = pageSchema(itemVersionSchema);
