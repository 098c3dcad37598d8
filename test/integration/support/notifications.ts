import type { Json } from './api.ts';

export const NOTIFICATIONS = '/notificationsvc/api/v1';
export const GROUPS = `${NOTIFICATIONS}/groups`;

export const membersOf = ({ _id }: Json): string => `${GROUPS}/${String(_id)}/members`;
export const messagesOf = ({ _id }: Json): string => `${GROUPS}/${String(_id)}/messages`;

/** A group of notifications. */
export const group = (userType = 'facilities', fields: object = {}) => ({
  _name: 'Facilities',
  _userType: userType,
  ...fields,
});
