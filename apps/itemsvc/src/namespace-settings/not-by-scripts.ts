import type { Principal } from '#libs/access';
import { ToolrackError } from '#libs/errors';

/**
 * Who may reach what outside is decided by people: a script, or a model that uses a tool, acts with the rights of a
 * person who never meant to open anything.
 *
 * @throws ToolrackError `Forbidden` for a run
 */
export function requireNoScript({ kind }: Principal, what: string): void {
  if (kind === 'run') throw new ToolrackError('Forbidden', `A script may not change ${what}; do it over REST.`);
}
