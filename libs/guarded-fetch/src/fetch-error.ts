/** Why a fetch was refused or failed. */
export type FetchErrorCode =
  | 'InvalidRequest'
  | 'HostNotAllowed'
  | 'AddressNotAllowed'
  | 'RedirectNotAllowed'
  | 'RequestTooLarge'
  | 'ResponseTooLarge'
  | 'TimeLimitExceeded'
  | 'Unreachable'
  | 'InvalidResponse'
  | 'Overloaded'
  | 'Cancelled';

/** A fetch that was refused or failed. The message names the host and says what would be right; it tells no address. */
export class FetchError extends Error {
  override readonly name = 'FetchError';
  readonly code: FetchErrorCode;

  constructor(code: FetchErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
