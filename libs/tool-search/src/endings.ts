/**
 * Words of one stem in English: the tool is called `createTranscription`, and the model wants to transcribe. Words are not
 * cut to stems, which would make one word of many that mean different things; they are held against each other, and what
 * has the same stem counts less than the word itself.
 */

/** Of a stem that may be any word. */
const ENDINGS = new Set(
  [
    ...['', 'e', 'ed', 'er', 'or', 'ing', 'al', 'able', 'ance', 'ence', 'ment', 'ive'],
    ...['ion', 'ation', 'ition', 'y', 'ied', 'ying', 'ier', 'ication', 'ability'],
    // transcribe, transcription; produce, production
    ...['be', 'bing', 'ption', 'tion'],
  ].flatMap((ending) => [ending, `${ending}s`]),
);
/** Of a stem of four letters, which more often are by chance what another word begins with. */
const ENDINGS_OF_SHORT = new Set(['', 'e', 'ed', 'er', 'ing']);
const SHORT_STEM = 4;

/** Whether the words are two forms of one, as far as their endings tell. */
export function areRelated(a: string, b: string): boolean {
  const most = Math.min(a.length, b.length);
  let stem = 0;
  while (stem < most && a.charCodeAt(stem) === b.charCodeAt(stem)) stem++;
  if (stem < SHORT_STEM) return false;
  const endings = stem === SHORT_STEM ? ENDINGS_OF_SHORT : ENDINGS;
  return endings.has(a.slice(stem)) && endings.has(b.slice(stem));
}
