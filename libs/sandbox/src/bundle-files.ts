/**
 * The bundles that the build made beside this file's compiled twin: the realm of every script, and the libraries that
 * scripts may use. A child may read its own folder and nothing else, so the files lie in it.
 */
import { readFileSync } from 'node:fs';

export const LIBRARY_BUNDLES = ['lodash', 'moment', 'zod', 'structured-clone'] as const;
export type LibraryBundle = (typeof LIBRARY_BUNDLES)[number];
export type BundleName = 'realm' | LibraryBundle;

export function isLibraryBundle(name: string): name is LibraryBundle {
  return LIBRARY_BUNDLES.some((known) => known === name);
}

/** Path of a bundle from this folder. */
export const bundleFile = (name: BundleName): string => `bundles/${name}.js`;

export function readBundle(name: BundleName): string {
  return readFileSync(new URL(bundleFile(name), import.meta.url), 'utf8');
}
