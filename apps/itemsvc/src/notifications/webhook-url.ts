import type { FieldProblem } from '#libs/errors';
import { HostList, type PrivateHosts } from '#libs/guarded-fetch';

/**
 * What is wrong with the URL of a webhook, or undefined. It is looked at again, and what is dialled with it, whenever
 * something is sent there.
 *
 * @param hosts that the namespace lists
 */
export function webhookUrlProblem(
  text: string,
  { hosts, privateHosts }: { hosts: readonly string[]; privateHosts: PrivateHosts },
): string | undefined {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return 'must be an https URL';
  if (url.protocol === 'http:' && !privateHosts.opens(url)) return 'must be an https URL: messages are sent over https';
  if (url.username !== '' || url.password !== '') return 'must hold neither a name nor a password';
  if (url.hash !== '') return 'must have no fragment';
  if (new HostList(hosts).allows(url)) return undefined;
  return `"${url.host}" is not one of the hosts that the settings of the namespace list; list it there first`;
}

/** As `webhookUrlProblem`, added to `problems` with its path. */
export function checkWebhookUrl(
  text: string,
  rules: { hosts: readonly string[]; privateHosts: PrivateHosts },
  { path, problems }: { path: string; problems: FieldProblem[] },
): void {
  const message = webhookUrlProblem(text, rules);
  if (message !== undefined) problems.push({ path, message });
}
