/** How the secret of a service is sent, by what the document says of its security (OpenAPI 3.1, 4.8.27, 4.8.30). */
import { isJsonObject, type JsonObject, type JsonValue } from '#libs/contracts';
import type { ApiDocument } from './api-document.js';
import { type ApiAuth, OperationRefused } from './api-operation.js';
import type { References } from './references.js';

const capitalized = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase();
/** RFC 9110, 5.6.2. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,100}$/;

/** Schemes of HTTP (IANA, "Authentication Schemes") whose credentials are another text in each request. */
const CHALLENGED = /^(?:digest|dpop|gnap|hoba|mutual|negotiate|ntlm|oauth|scram-.*|vapid)$/i;

/** Undefined for a scheme that one secret does not serve. */
function authOf({ type, in: place, name, scheme }: JsonObject): ApiAuth | undefined {
  switch (type) {
    case 'apiKey':
      if (typeof name !== 'string') return undefined;
      if (place === 'query') return { in: 'query', name: name.slice(0, 200) };
      return (place === 'header' || place === 'cookie') && TOKEN.test(name) ? { in: place, name } : undefined;
    case 'http':
      if (typeof scheme !== 'string' || !TOKEN.test(scheme) || CHALLENGED.test(scheme)) return undefined;
      return { in: 'header', name: 'Authorization', scheme: capitalized(scheme) };
    case 'oauth2':
    case 'openIdConnect':
      return { in: 'header', name: 'Authorization', scheme: 'Bearer' };
    default:
      return undefined;
  }
}

function schemeAuth(scheme: JsonValue | undefined, references: References): ApiAuth | undefined {
  try {
    return authOf(references.resolve(scheme, 'the security scheme').value);
  } catch (error) {
    if (error instanceof OperationRefused) return undefined;
    throw error;
  }
}

/**
 * Of the schemes that the document asks for the first that a secret can serve, sooner one that suffices by itself; else of
 * those that it declares.
 */
export function documentAuth({ root, references }: ApiDocument): ApiAuth | undefined {
  const components = isJsonObject(root.components) ? root.components : {};
  const schemes = isJsonObject(components.securitySchemes) ? components.securitySchemes : {};
  const required = Array.isArray(root.security)
    ? root.security
        .filter(isJsonObject)
        .map((needs) => Object.keys(needs))
        .sort((needs, others) => needs.length - others.length)
        .flat()
    : [];
  const names = [...required.filter((name) => Object.hasOwn(schemes, name)), ...Object.keys(schemes)];
  for (const name of names) {
    const auth = schemeAuth(schemes[name], references);
    if (auth !== undefined) return auth;
  }
  return undefined;
}

/** False when the document opens the operation to everybody: it needs nothing, and has no use for anything either. */
export function isSecured({ security }: JsonObject): boolean {
  return !Array.isArray(security) || security.some((needs) => !isJsonObject(needs) || Object.keys(needs).length > 0);
}
