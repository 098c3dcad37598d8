import type { Principal } from '#libs/access';
import { ToolrackError } from '#libs/errors';

/**
 * Who has a token for somebody is somebody: nobody else decides who there is, nor a script for the admin.
 *
 * @throws ToolrackError `Forbidden`
 */
export function requireAdmin({ kind }: Principal, what: string): void {
  if (kind !== 'admin') throw new ToolrackError('Forbidden', `${what} are for the admin alone.`);
}
