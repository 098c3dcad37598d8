/**
 * Reads one JSDoc comment into the parts that a tool is described by. Types and names of parameters are kept as text:
 * what they mean for a schema is decided in `input-schema.ts` and `type-expression.ts`.
 */
import { type Block, parse, type Spec, tokenizers } from 'comment-parser';

export interface ParameterTag {
  /** `input`, `input.id`, `input.items[].name` */
  path: string;
  type: string;
  optional: boolean;
  /** Source text of the default value. */
  defaultText?: string;
  description: string;
}

export interface JsDoc {
  title?: string;
  description?: string;
  category?: string;
  tags: string[];
  parameters: ParameterTag[];
  returns?: { type: string; description: string };
}

const PARAMETER_TAGS = ['param', 'arg', 'argument'];
const RETURN_TAGS = ['returns', 'return'];
const TYPED_TAGS = [...PARAMETER_TAGS, ...RETURN_TAGS];

type Tokenizer = ReturnType<typeof tokenizers.tag>;

const JSDOC_OPTIONS = {
  spacing: 'preserve',
  tokenizers: [
    tokenizers.tag(),
    only(
      TYPED_TAGS,
      tokenizers.type((lines) => lines.join(' ')),
    ),
    only(PARAMETER_TAGS, tokenizers.name()),
    tokenizers.description('preserve'),
  ],
} as const;

function readBlock(comment: string): Block | undefined {
  return parse(comment, { ...JSDOC_OPTIONS, tokenizers: [...JSDOC_OPTIONS.tokenizers] })[0];
}

/** What a comment says of one property: its description, and the texts of its tags by their names. */
export function readPropertyDoc(comment: string): { description: string; tags: Map<string, string> } {
  const block = readBlock(comment);
  return {
    description: oneLine(block?.description ?? ''),
    tags: new Map(block?.tags.map(({ tag, description }) => [tag, description.trim()])),
  };
}

/** @param comment the whole comment with its marks, from its opening slash to its closing one */
export function readJsDoc(comment: string): JsDoc {
  const block = readBlock(comment);
  if (block === undefined) return { tags: [], parameters: [] };
  const textOf = (...names: string[]): string | undefined => {
    const tag = block.tags.find((candidate) => names.includes(candidate.tag));
    return tag === undefined ? undefined : lines(tag.description);
  };
  const title = textOf('title');
  const description = lines(block.description) ?? textOf('description', 'desc');
  const category = textOf('category');
  const returns = block.tags.find(({ tag }) => RETURN_TAGS.includes(tag));
  return {
    ...(title !== undefined && { title: oneLine(title) }),
    ...(description !== undefined && { description }),
    ...(category !== undefined && { category: oneLine(category) }),
    tags: tagsOf(block.tags),
    parameters: block.tags.filter(({ tag, name }) => PARAMETER_TAGS.includes(tag) && name !== '').map(parameterOf),
    ...(returns && { returns: { type: returns.type, description: afterDash(returns.description) } }),
  };
}

/** Other tags are free text: a name or a type must not be cut out of it. */
function only(tags: readonly string[], tokenizer: Tokenizer): Tokenizer {
  return (spec) => (tags.includes(spec.tag) ? tokenizer(spec) : spec);
}

function tagsOf(specs: readonly Spec[]): string[] {
  const words = specs.filter(({ tag }) => tag === 'tags').flatMap(({ description }) => description.split(/[\s,]+/));
  return [...new Set(words.filter((word) => word !== ''))];
}

function parameterOf(spec: Spec): ParameterTag {
  return {
    path: spec.name,
    type: spec.type,
    optional: spec.optional,
    ...(spec.default !== undefined && { defaultText: spec.default }),
    description: afterDash(spec.description),
  };
}

function afterDash(text: string): string {
  return oneLine(text).replace(/^- ?/, '');
}

function oneLine(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}

function lines(text: string): string | undefined {
  const trimmed = text.replace(/[^\S\n]+$/gm, '').trim();
  return trimmed === '' ? undefined : trimmed;
}
