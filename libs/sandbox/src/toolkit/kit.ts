/** What the realm does for the toolkit, see `realm/toolkit.ts`. */
import type { Kit } from '../realm/toolkit.js';

const unconnected = (): never => {
  throw new TypeError('There is no realm.');
};

export let { post, ask, callHost, limits, bundle }: Kit = {
  post: unconnected,
  ask: unconnected,
  callHost: unconnected,
  limits: unconnected,
  bundle: unconnected,
};

export function connectKit(kit: Kit): void {
  ({ post, ask, callHost, limits, bundle } = kit);
}
