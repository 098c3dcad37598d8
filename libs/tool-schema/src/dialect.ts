/**
 * The JSON Schema drafts that a tool may be written in, each on its own Ajv class. An instance serves one schema and
 * goes with it: Ajv keeps patterns, references and compiled functions in the instance, so a shared one would grow
 * with every schema that strangers send.
 *
 * Keywords whose usual implementation a hostile schema or value can make slow are replaced: patterns run on the
 * linear-time engine, and equality (`uniqueItems`, `enum`, `const`) is decided over canonical JSON.
 */
import { Ajv, type KeywordDefinition, type Options } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { type JsonValue } from '#libs/contracts';
import { compileRegex, type LinearRegex } from '#libs/linear-regex';
import { canonicalJson } from './canonical-json.js';
import { FORMATS } from './formats.js';

export type Dialect = '2020-12' | '2019-09' | 'draft-07';

export const DIALECT_URIS: Record<Dialect, string> = {
  '2020-12': 'https://json-schema.org/draft/2020-12/schema',
  '2019-09': 'https://json-schema.org/draft/2019-09/schema',
  'draft-07': 'http://json-schema.org/draft-07/schema',
};

/** The dialect that a `$schema` names (2020-12 when there is none), or undefined for one that is not spoken here. */
export function dialectOf($schema: JsonValue | undefined): Dialect | undefined {
  switch ($schema) {
    case undefined:
    case DIALECT_URIS['2020-12']:
    case `${DIALECT_URIS['2020-12']}#`:
      return '2020-12';
    case DIALECT_URIS['2019-09']:
    case `${DIALECT_URIS['2019-09']}#`:
      return '2019-09';
    case DIALECT_URIS['draft-07']:
    case `${DIALECT_URIS['draft-07']}#`:
    case 'https://json-schema.org/draft-07/schema':
    case 'https://json-schema.org/draft-07/schema#':
      return 'draft-07';
    default:
      return undefined;
  }
}

const keywords: KeywordDefinition[] = [
  {
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    compile: (wanted: boolean) => (items: JsonValue[]) =>
      !wanted || new Set(items.map(canonicalJson)).size === items.length,
  },
  {
    keyword: 'enum',
    schemaType: 'array',
    compile: (allowed: JsonValue[]) => {
      const texts = new Set(allowed.map(canonicalJson));
      return (value: JsonValue) => texts.has(canonicalJson(value));
    },
  },
  {
    keyword: 'const',
    compile: (allowed: JsonValue) => {
      const text = canonicalJson(allowed);
      return (value: JsonValue) => canonicalJson(value) === text;
    },
  },
];

type RegExpEngine = NonNullable<NonNullable<Options['code']>['regExp']>;

function regExpEngine(patterns: ReadonlyMap<string, LinearRegex>): RegExpEngine {
  const engine = (pattern: string): ReturnType<RegExpEngine> => {
    const regex = patterns.get(pattern) ?? compileRegex(pattern);
    // Ajv keeps one expression for each text that toString() gives.
    const expression = { test: (text: string) => regex.test(text), toString: () => pattern };
    return expression;
  };
  return Object.assign(engine, { code: '' });
}

export interface AjvSetup {
  /** False: stop at the first error. */
  allErrors: boolean;
  /** True: the instance knows its dialect's meta-schema. Default: false. */
  meta?: boolean;
  /** Patterns that are compiled already. */
  patterns?: ReadonlyMap<string, LinearRegex>;
}

export function createAjv(
  dialect: Dialect,
  { allErrors, meta = false, patterns = new Map() }: AjvSetup,
): Ajv | Ajv2019 | Ajv2020 {
  const options: Options = {
    allErrors,
    meta,
    // Ajv's optimizer takes as long as the rest of compiling.
    code: { regExp: regExpEngine(patterns), optimize: false },
    formats: FORMATS,
    // Copying a referenced schema to each place that names it would make small schemas compile to huge functions.
    inlineRefs: false,
    logger: false,
    loopRequired: 20,
    multipleOfPrecision: 6,
    ownProperties: true,
    strict: false,
    validateSchema: false,
    verbose: true,
  };
  const ajv = instance(dialect, options);
  for (const keyword of keywords) {
    if (typeof keyword.keyword === 'string') ajv.removeKeyword(keyword.keyword);
    ajv.addKeyword(keyword);
  }
  return ajv;
}

function instance(dialect: Dialect, options: Options): Ajv | Ajv2019 | Ajv2020 {
  switch (dialect) {
    case '2020-12':
      return new Ajv2020(options);
    case '2019-09':
      return new Ajv2019(options);
    case 'draft-07':
      return new Ajv(options);
  }
}
