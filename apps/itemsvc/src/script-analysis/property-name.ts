const REFUSED = new Set(['__proto__', 'constructor', 'prototype']);

/** False for the names that reach an object's prototype; a schema never describes them. */
export function isPropertyName(name: string): boolean {
  return name !== '' && !REFUSED.has(name);
}
