/** The codes of MongoDB's error_codes.yml that this server answers with. */
const CODES = {
  InternalError: 1,
  BadValue: 2,
  FailedToParse: 9,
  TypeMismatch: 14,
  Overflow: 15,
  IllegalOperation: 20,
  NamespaceNotFound: 26,
  IndexNotFound: 27,
  PathNotViable: 28,
  ConflictingUpdateOperators: 40,
  CursorNotFound: 43,
  NamespaceExists: 48,
  DollarPrefixedFieldName: 52,
  InvalidIdField: 53,
  EmptyFieldName: 56,
  CommandNotFound: 59,
  ImmutableField: 66,
  CannotCreateIndex: 67,
  InvalidOptions: 72,
  InvalidNamespace: 73,
  IndexOptionsConflict: 85,
  IndexKeySpecsConflict: 86,
  CannotIndexParallelArrays: 171,
  NotImplemented: 238,
  BSONObjectTooLarge: 10334,
  DuplicateKey: 11000,
  OutOfDiskSpace: 14031,
  UnknownField: 40415,
} as const satisfies Record<string, number>;

export type CodeName = keyof typeof CODES;

/** A command that cannot be carried out: becomes `{ ok: 0, code, codeName, errmsg }` or one of its `writeErrors`. */
export class CommandError extends Error {
  readonly code: number;

  /** @param extra fields for the answer beside code and message, e.g. `keyPattern` and `keyValue` of error 11000 */
  constructor(
    readonly codeName: CodeName,
    message: string,
    readonly extra: Record<string, unknown> = {},
  ) {
    super(message);
    this.code = CODES[codeName];
  }
}

/** What MongoDB can do and this store cannot; `what` is named to the caller. */
export function notSupported(what: string): CommandError {
  return new CommandError(
    'NotImplemented',
    `${what} is not supported by the embedded store; use a MongoDB server for it`,
  );
}
