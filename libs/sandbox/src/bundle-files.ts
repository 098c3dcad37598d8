/**
 * The bundles that the build made beside this file's compiled twin: the realm of every script, the toolkit of those
 * that use more than the language, and the libraries that they may use. A child may read its own folder and nothing else, so the files lie in it.
 */
import { readFileSync } from 'node:fs';

/** Bundles that a context has only when its script uses them. */
export const OPTIONAL_BUNDLES = ['toolkit', 'lodash', 'moment', 'zod', 'structured-clone'] as const;
export type OptionalBundle = (typeof OPTIONAL_BUNDLES)[number];
export type BundleName = 'realm' | OptionalBundle;

export function isOptionalBundle(name: string): name is OptionalBundle {
  return OPTIONAL_BUNDLES.some((known) => known === name);
}

/** Path of a bundle from this folder. */
export const bundleFile = (name: BundleName): string => `bundles/${name}.js`;

export function readBundle(name: BundleName): string {
  return readFileSync(new URL(bundleFile(name), import.meta.url), 'utf8');
}
