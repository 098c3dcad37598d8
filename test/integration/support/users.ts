import type { Product } from '../../support/product.ts';
import { ACCESS_TOKENS, done, GRANTS, type Json, store, USER_GROUPS, within } from './api.ts';

let users = 0;

/** The id of a user that nobody knows yet. */
export const newUserId = (): string => `user-${String(++users)}`;

/** A new access token, as its creation answers. */
export async function accessToken(product: Product, userId: string, fields: object): Promise<Json> {
  const body = [{ _name: `Token of ${userId}`, _userId: userId, ...fields }];
  return (await done(product, ACCESS_TOKENS, { body }))._list[0];
}

/** The product as a user sees it, with a new token. */
export async function asUser(product: Product, userId: string, ...namespaces: string[]): Promise<Product> {
  const { _token } = await accessToken(product, userId, { _namespaces: namespaces });
  return { url: product.url, token: String(_token), stop: () => product.stop() };
}

/** Grants actions on a resource, to a user or `{ _userGroupId }`, in a namespace. */
export async function allow(
  product: Product,
  namespace: string,
  grant: { to: string | object; resource: string; actions: string[] },
): Promise<Json> {
  const _grantee = typeof grant.to === 'string' ? { _userId: grant.to } : grant.to;
  const body = [{ _resource: grant.resource, _actions: grant.actions, _grantee }];
  return (await store(product, within(namespace, GRANTS), body))[0];
}

/** A new group with the members. */
export async function group(product: Product, namespace: string, ...members: string[]): Promise<Json> {
  const body = [{ _name: `Group of ${members.join()} ${newUserId()}`, _members: members }];
  return (await store(product, within(namespace, USER_GROUPS), body))[0];
}
