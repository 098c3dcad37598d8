/**
 * Webhooks where the item service keeps them and workers of their own deliver them, and signed URLs of files behind the
 * gateway.
 */
import { eventually } from '../support/eventually.ts';
import { uploadFile } from '../support/content.ts';
import { rest } from '../support/product.ts';
import { type SeparateServices, startSeparateServices } from '../support/separate-services.ts';
import { isSigned, startWebhookReceiver, type WebhookReceiver } from '../support/webhook-receiver.ts';

const NAMESPACE = 'notified';
const GROUPS = '/notificationsvc/api/v1/groups';

let product: SeparateServices;
let receiver: WebhookReceiver;
let isSilent = false;
let secret: string;
let groupId: string;

beforeAll(async () => {
  receiver = await startWebhookReceiver(() => (isSilent ? undefined : 204));
  product = await startSeparateServices({
    environment: { FETCH_PRIVATE_HOSTS: '127.0.0.1', NOTIFICATION_RETRY_MS: '100', NOTIFICATION_TIMEOUT_MS: '2000' },
  });
  await post(`/itemsvc/api/v1/namespacesettings?nsfilter=${NAMESPACE}`, { _fetchHosts: [receiver.host] }, 'PUT');
  const groups = await post(`${GROUPS}?nsfilter=${NAMESPACE}`, [{ _name: 'Facilities', _userType: 'facilities' }]);
  groupId = groups._list[0]._id;
  const members = await post(`${GROUPS}/${groupId}/members`, [{ _name: 'desk', _webhookUrl: `${receiver.url}/hook` }]);
  secret = members._list[0]._signingSecret;
});
afterAll(async () => {
  await product.stop();
  await receiver.stop();
});
beforeEach(() => {
  isSilent = false;
  receiver.received.length = 0;
});

async function post(path: string, body: object, method = 'POST') {
  const answer = await rest(product, path, { method, body });
  if (answer.status >= 300) throw new Error(`${path} answered ${answer.status}: ${answer.text}`);
  return answer.body;
}

async function send(...subjects: string[]): Promise<string[]> {
  const { _list } = await post(
    `${GROUPS}/${groupId}/messages`,
    subjects.map((_subject) => ({ _subject })),
  );
  return (_list as { _id: string }[]).map(({ _id }) => _id);
}

const delivered = (id: string) =>
  eventually('the message is delivered', async () => {
    const { body } = await rest(product, `/notificationsvc/api/v1/messages/${id}`);
    return body._counts._delivered === 1 && body._deliveries[0];
  });

describe('a message', () => {
  it('is delivered by a worker, at once and once, however many workers there are', async () => {
    await product.startWorker();
    const ids = await send(...Array.from({ length: 20 }, (_, index) => `message ${index}`));
    for (const id of ids) expect(await delivered(id)).toMatchObject({ _attempts: 1, _httpStatus: 204 });
    expect(receiver.received.map(({ headers }) => headers['webhook-id']).sort()).toEqual([...ids].sort());
    for (const webhook of receiver.received) expect(isSigned(webhook, secret)).toBe(true);
  });

  it('is delivered by another worker when one is killed in the middle', async () => {
    isSilent = true;
    const [id] = await send('again');
    await eventually('it was tried', () => Promise.resolve(receiver.received.length === 1));
    const killed = [...product.workers];
    await Promise.all(killed.map((worker) => worker.kill()));
    isSilent = false;
    await product.startWorker();
    expect(await delivered(id!)).toMatchObject({ _attempts: 2 });
    expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual([id, id]);
  });

  it('leaves no trace of the secret in what the processes write', () => {
    const outputs = [product.aisvc, product.itemsvc, ...product.workers].map((service) => service.output());
    expect(outputs.join('\n')).not.toContain(secret.slice('whsec_'.length));
  });
});

describe('the URL of a file', () => {
  it('opens its content through the gateway, without a token, after a restart of the item service as well', async () => {
    const { _id } = await uploadFile(product, NAMESPACE, { name: 'plan.txt', content: 'ground floor' });
    const { body } = await rest(product, `/filesvc/api/v1/files/${_id}/url`);
    // Nobody told the services where they are reached.
    expect(body._url).toMatch(/^\/filesvc\/api\/v1\/filecontents\//);
    const open = async () => (await fetch(new URL(body._url, product.url))).text();
    expect(await open()).toBe('ground floor');
    await product.itemsvc.stop();
    await product.restartItemsvc();
    expect(await open()).toBe('ground floor');
  });
});
