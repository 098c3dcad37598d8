/** Namespaces of many tools, as different from each other as tools of one house are. */
import { SCRIPT_FUNCTION, tools } from './fixtures.ts';

export const CATALOG_SIZES = [10, 1_000, 100_000];
/** What a URL selects of each namespace, by a tag. */
export const SELECTED = 50;
export const SELECTED_TAG = 'selected';

const VERBS = ['get', 'list', 'create', 'update', 'delete', 'send', 'read', 'cancel', 'approve', 'export'];
const NOUNS =
  'invoice customer order pump building file report price tax stock shelf cellar employee salary contract meeting calendar email message ticket issue project task server metric alert sensor valve motor energy water room floor site asset'.split(
    ' ',
  );

/** As models ask: common words and rare ones, typing errors, beginnings, names, and what is nowhere. */
export const QUERIES = [
  'create invoice for a customer',
  'which pumps are in a building',
  'aprove salary',
  'update contrct',
  'sens',
  'export_report_000007',
  'cancel meeting of employee in room',
  'zebra xylophone',
];

const pick = (words: readonly string[], number: number): string => words[number % words.length] ?? '';

/** Bodies that create the tools from one number to another. */
export function catalogTools(from: number, to: number, of: number): object[] {
  const [pattern] = tools();
  const every = Math.max(1, Math.floor(of / SELECTED));
  return Array.from({ length: to - from }, (_, index) => {
    const number = from + index;
    const [verb, noun] = [pick(VERBS, number), pick(NOUNS, Math.floor(number / VERBS.length))];
    const other = pick(NOUNS, Math.floor(number / 7) + 3);
    return {
      ...pattern,
      _name: `${verb}_${noun}_${String(number).padStart(6, '0')}`,
      _title: `${verb} ${noun} ${number}`,
      _description: `Use it to ${verb} the ${noun} of a ${other} when the user asks for it by text, by date or by owner. It answers with the rows that match.`,
      _tags: number % every === 0 ? [noun, SELECTED_TAG] : [noun],
      _script: { _userType: 'bench_scripts', _scriptName: SCRIPT_FUNCTION },
    };
  });
}
