import { eventually } from '../../support/eventually.ts';
import { type LocalProcess, startLocalProcess } from '../../support/local-process.ts';
import type { OpenDatabase } from '../../support/open-database.ts';
import type { Product } from '../../support/product.ts';
import type { WebhookReceiver } from '../../support/webhook-receiver.ts';
import { done, type Json, SETTINGS, store, within } from './api.ts';
import { SERVICE_KEY } from './run-tokens.ts';

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

/** Where a test of notifications is at the moment. */
export interface NotificationScene {
  product: Product;
  space: string;
  receiver: WebhookReceiver;
}

export const SECRETS_KEY = 'the-key-of-secrets-in-these-tests-is-long';

/** A product that gives up on webhooks soon, and may send them to receivers on this machine. */
export const startNotifyingProduct = (
  database: OpenDatabase,
  environment: Record<string, string> = {},
): Promise<LocalProcess> =>
  startLocalProcess({
    environment: {
      SERVICE_KEY,
      SECRETS_KEY,
      MONGODB_URI: database.uri,
      FETCH_PRIVATE_HOSTS: '127.0.0.1',
      NOTIFICATION_RETRY_MS: '50',
      NOTIFICATION_ATTEMPTS: '4',
      NOTIFICATION_TIMEOUT_MS: '1000',
      ...environment,
    },
  });

/** What tests of notifications ask of the product, each where its test is when it asks. */
export function notificationRequests(scene: () => NotificationScene) {
  const message = ({ _id }: Json): Promise<Json> => done(scene().product, `${NOTIFICATIONS}/messages/${String(_id)}`);
  return {
    /** Lets the scripts and webhooks of the namespace reach the hosts. */
    allow: (...hosts: string[]): Promise<Json> => {
      const { product, space } = scene();
      return done(product, within(space, SETTINGS), { method: 'PUT', body: { _fetchHosts: hosts } });
    },
    newGroup: async (fields: object = {}): Promise<Json> => {
      const { product, space } = scene();
      return (await store(product, within(space, GROUPS), [group('facilities', fields)]))[0];
    },
    addMembers: (one: Json, ...members: object[]): Promise<Json[]> => store(scene().product, membersOf(one), members),
    /** A member that the receiver stands for. */
    member: (name: string, path = '/') => ({ _name: name, _webhookUrl: `${scene().receiver.url}${path}` }),
    send: (one: Json, ...messages: object[]): Promise<Json[]> => store(scene().product, messagesOf(one), messages),
    message,
    /** The message, once nothing of it is pending. */
    settled: (sent: Json): Promise<Json> =>
      eventually('the message is settled', async () => {
        const now = await message(sent);
        return now._counts._pending === 0 && now;
      }),
  };
}
