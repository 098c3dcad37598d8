/**
 * Characters that nobody sees and a model reads: controls, marks that turn the direction of a text, those without width,
 * tags and selectors that spell hidden words. Joiners are none of them: scripts and pictures need them.
 */
import type { JsonValue } from '#libs/contracts';

const CHARACTERS =
  '[[\\p{Cc}--[\\t\\n]]\\u00ad\\u061c\\u180e\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb\\u{1d173}-\\u{1d17a}\\u{e0000}-\\u{e0fff}]';
const ONE = new RegExp(CHARACTERS, 'v');
const ALL = new RegExp(CHARACTERS, 'gv');

export const withoutUnseen = (text: string): string => text.replace(ALL, '');

/** True for a text that is not what it looks like. */
export const holdsUnseen = (value: JsonValue): boolean => typeof value === 'string' && ONE.test(value);
