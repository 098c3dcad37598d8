/** Tells the process what the script uses of what is made only for scripts that use it. */
import { post } from './host.js';
import { dictionary } from './primordials.js';

const known = dictionary<boolean>();

/** The process knows already: it asked for this ahead. */
export function expect(name: string): void {
  known[name] = true;
}

export function told(name: string): void {
  if (known[name] === true) return;
  known[name] = true;
  post('used', name);
}
