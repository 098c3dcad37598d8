/** What a bearer token may be (RFC 6750, 2.1, `b64token`), and `:`; another could never be sent. */
export const BEARER_TOKEN = /^[A-Za-z0-9._~+/:-]+=*$/;
