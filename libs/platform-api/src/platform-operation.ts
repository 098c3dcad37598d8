import type { JsonObject } from '#libs/contracts';

/** What an operation does to the resource it names. */
export type PlatformAccess = 'READ' | 'CREATE' | 'EDIT' | 'DELETE' | 'RUN';

/** One positional argument of a method: a parameter's name, `ctx`, `body`, or an object that gathers parameters. */
export type PlatformArgument = string | { readonly name: string; readonly members: readonly string[] };

export interface PlatformParameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required: boolean;
  /** How the value is written in the URL: as it is, or as JSON text. */
  readonly encoding: 'text' | 'json';
  /** JSON Schema of the value before it is written. */
  readonly schema: JsonObject;
}

/** One method of the platform API, as the services' OpenAPI documents describe it. */
export interface PlatformOperation {
  readonly id: string;
  readonly service: string;
  readonly access: PlatformAccess;
  readonly title: string;
  readonly description: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With `{name}` for path parameters, from the host's root. */
  readonly path: string;
  /** Takes an ETag in `If-Match`. */
  readonly conditional?: boolean;
  readonly arguments: readonly PlatformArgument[];
  readonly parameters: readonly PlatformParameter[];
  readonly bodySchema?: JsonObject;
  readonly responseSchema?: JsonObject;
}
