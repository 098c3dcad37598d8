/** A fetch may not use a secret as it asks to. The message names the secret, and never holds its value. */
export class SecretRefusal extends Error {
  override readonly name = 'FetchError';
  readonly code = 'SecretNotAllowed';
}
