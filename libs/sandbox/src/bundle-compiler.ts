/** Compiles bundles for the isolates of a child. V8's code caches stay in this process's memory and go nowhere else. */
import type ivm from 'isolated-vm';
import { type BundleName, readBundle } from './bundle-files.js';

interface Bundle {
  readonly text: string;
  codeCache: ivm.ExternalCopy<ArrayBuffer> | undefined;
}

export class BundleCompiler {
  readonly #bundles = new Map<BundleName, Bundle>();

  text(name: BundleName): string {
    return this.#bundle(name).text;
  }

  async compile(isolate: ivm.Isolate, name: BundleName): Promise<ivm.Script> {
    const bundle = this.#bundle(name);
    const filename = `toolrack:${name}`;
    if (bundle.codeCache !== undefined) {
      return isolate.compileScript(bundle.text, { filename, cachedData: bundle.codeCache });
    }
    const script: ivm.Script & ivm.CachedDataResult = await isolate.compileScript(bundle.text, {
      filename,
      produceCachedData: true,
    });
    bundle.codeCache = script.cachedData;
    return script;
  }

  #bundle(name: BundleName): Bundle {
    let bundle = this.#bundles.get(name);
    if (bundle === undefined) {
      bundle = { text: readBundle(name).trimEnd(), codeCache: undefined };
      this.#bundles.set(name, bundle);
    }
    return bundle;
  }
}
