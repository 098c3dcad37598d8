/**
 * Which bundles a script needs. Its words say it before it has run, and what it was seen to use says it after that; what
 * neither says is asked for when the script reaches for it, so that this decides about speed alone.
 */
import { isOptionalBundle, type OptionalBundle } from './bundle-files.js';

const WORDS: [OptionalBundle, RegExp][] = [
  [
    'toolkit',
    /\b(?:console|(?:set|clear)(?:Timeout|Interval)|queueMicrotask|URL(?:SearchParams)?|Text(?:En|De)coder|atob|btoa|structuredClone|crypto|performance|Event(?:Target)?|Abort(?:Controller|Signal)|DOMException|fetch|Headers|Request|Response|CoreUtils|IafScriptEngine)\b/,
  ],
  ['lodash', /\blodash\b/],
  ['moment', /\bmoment\b/],
  ['zod', /\bzod\b/],
  ['structured-clone', /\bstructuredClone\b/],
];

export function bundlesNamedIn(source: string): OptionalBundle[] {
  return WORDS.filter(([, words]) => words.test(source)).map(([name]) => name);
}

/** @param used a global or a library, by the name that scripts know it by */
export function bundlesFor(used: string): OptionalBundle[] {
  if (used === 'structuredClone') return ['toolkit', 'structured-clone'];
  return [isOptionalBundle(used) ? used : 'toolkit'];
}
