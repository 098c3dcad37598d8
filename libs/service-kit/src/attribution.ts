import type { Principal } from '#libs/access';
import type { Metadata } from '#libs/contracts';

/** Metadata of something that the principal stores now. */
export function createdBy(principal: Principal): Metadata {
  const now = new Date().toISOString();
  return { _createdAt: now, _createdById: principal.id, _updatedAt: now, _updatedById: principal.id };
}

/** Metadata after a change by the principal. */
export function updatedBy(principal: Principal, metadata: Metadata): Metadata {
  return { ...metadata, _updatedAt: new Date().toISOString(), _updatedById: principal.id };
}
