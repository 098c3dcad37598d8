/** Bodies of requests and responses. A body is whole: there are no streams. */
import { bytesOf, decodeUtf8Base64, encodeUtf8Base64 } from './encoding.js';
import { isObject, parse, toText } from '../realm/primordials.js';
import { urls } from './url.js';
import { base64ToBytes, bytesToBase64, lazily } from './natives.js';

export interface Body {
  base64: string;
  /** Content type that the kind of the body says; undefined for bytes. */
  type: string | undefined;
}

/** @throws TypeError for an object that is no body, instead of sending `[object Object]` */
export function bodyOf(value: unknown): Body | undefined {
  if (value === undefined || value === null) return undefined;
  const bytes = bytesOf(value);
  if (bytes !== undefined) return { base64: bytesToBase64(bytes), type: undefined };
  if (value instanceof urls().URLSearchParams) {
    return { base64: encodeUtf8Base64(value.toString()), type: 'application/x-www-form-urlencoded;charset=UTF-8' };
  }
  if (isObject(value)) {
    throw new TypeError('A body is a string, URLSearchParams, an ArrayBuffer or a view. Give JSON.stringify(object).');
  }
  return { base64: encodeUtf8Base64(toText(value)), type: 'text/plain;charset=UTF-8' };
}

export const bodies = lazily(() => {
  let peek: (carrier: WithBody) => Body | undefined = () => undefined;

  class WithBody {
    readonly #body: Body | undefined;
    #used = false;

    constructor(body: Body | undefined) {
      this.#body = body;
    }

    static {
      peek = (carrier) => {
        if (carrier.#used) throw new TypeError('The body was read before. Make a clone() of what is read twice.');
        return carrier.#body;
      };
    }

    get bodyUsed(): boolean {
      return this.#used;
    }

    async bytes(): Promise<Uint8Array> {
      return base64ToBytes(await this.#take());
    }

    async arrayBuffer(): Promise<ArrayBuffer> {
      return base64ToBytes(await this.#take()).buffer;
    }

    async text(): Promise<string> {
      return decodeUtf8Base64(await this.#take());
    }

    async json(): Promise<unknown> {
      return parse(decodeUtf8Base64(await this.#take()));
    }

    /** A promise, so that a second reading rejects and does not throw. */
    #take(): Promise<string> {
      const body = peek(this);
      this.#used = body !== undefined;
      return Promise.resolve(body?.base64 ?? '');
    }
  }
  /** `peekBody` gives the body of a carrier that was not read yet, and leaves it there. */
  return { WithBody, peekBody: (carrier: WithBody): Body | undefined => peek(carrier) };
});
