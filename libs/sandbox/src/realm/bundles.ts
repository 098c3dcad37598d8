/**
 * What is not made for every script is a bundle: the toolkit, and each library. A bundle is an expression whose value is a function that makes it. The process gives
 * the ones that the script uses, compiled; any other is asked for as text when a script reaches for it after all.
 */
import { ask } from './host.js';
import { type Callable, dictionary, evaluate, isFunction } from './primordials.js';

export type BundleName = 'toolkit' | 'lodash' | 'moment' | 'zod' | 'structured-clone';

const factories = dictionary<Callable>();
const made = dictionary<{ value: unknown }>();

export function provideBundle(name: string, factory: Callable): void {
  factories[name] = factory;
}

/** What a bundle makes, once for the context. `argument` is what its factory is given. */
export function bundle(name: BundleName, argument?: unknown): unknown {
  const known = made[name];
  if (known !== undefined) return known.value;
  const factory = factories[name] ?? evaluate(ask('bundle', name) ?? '');
  if (!isFunction(factory)) throw new Error(`${name} is not available.`);
  const value = factory(argument);
  made[name] = { value };
  return value;
}
