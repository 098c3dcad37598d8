/** Names of system tools as documents that are in use misspell them, and what they mean. They are called and not listed. */
const MEANT: ReadonlyMap<string, string> = new Map([['getGroup_IafNotication', 'getGroup_IafNotification']]);

/** The name that is meant by one that is misspelt; undefined for all others. */
export const meantBy = (name: string): string | undefined => MEANT.get(name);
