/** `libraries.PlatformApi`: the services and methods that the process named, each service made when it is first used. */
import { callHost } from './host-calls.js';
import { defineProperty, keys, ownDescriptor, stringify } from './primordials.js';

export type Services = Record<string, readonly string[]>;

function service(name: string, methods: readonly string[]): object {
  const api = {};
  for (let index = 0; index < methods.length; index++) {
    const method = methods[index] ?? '';
    const value = (...args: unknown[]): Promise<unknown> =>
      callHost({
        kind: 'platform',
        title: `${name}.${method}`,
        json: `{"kind":"platform","service":"${name}","method":"${method}","args":${stringify(args)}}`,
      });
    defineProperty(api, method, ownDescriptor({ value, writable: true, enumerable: true, configurable: true }));
  }
  return api;
}

/** @param services names of services and their methods: identifiers, which need no escapes in JSON */
export function platformApi(services: Services): object {
  const api = {};
  const names = keys(services);
  for (let index = 0; index < names.length; index++) {
    const name = names[index] ?? '';
    let made: object | undefined;
    const get = (): object => (made ??= service(name, services[name] ?? []));
    defineProperty(api, name, ownDescriptor({ get, enumerable: true, configurable: true }));
  }
  return api;
}
