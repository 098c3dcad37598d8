/**
 * The one decision of what criteria select, for listing tools, for calling one, and for saying why one is left out.
 * A new field with one value is a line in `VALUE_OF` and in the grammar; a new operator is a case of `compileMatch`, or
 * for tags a line of `TAG_OPERATORS`.
 */
import { compileRegex } from '#libs/linear-regex';
import { type Criteria, type CriteriaField, OPERATORS, type TagsMatch, type ValueMatch } from './criteria.js';

/** What criteria can see of a tool. */
export interface CriteriaTool {
  _name: string;
  _serviceName?: string | undefined;
  _type: string;
  /** A tool without tags has none of any that criteria name. */
  _tags?: readonly string[] | undefined;
}

type ValueField = Exclude<CriteriaField, '_tags'>;
const VALUE_OF: Record<ValueField, (tool: CriteriaTool) => string | undefined> = {
  _name: (tool) => tool._name,
  _serviceName: (tool) => tool._serviceName,
  _type: (tool) => tool._type,
};
const VALUE_FIELDS = ['_name', '_serviceName', '_type'] as const satisfies ValueField[];

type TagOperator = keyof Exclude<TagsMatch, string>;
type TagTest = (tags: readonly string[], asked: ReadonlySet<string>) => boolean;
const TAG_OPERATORS: Record<TagOperator, { holds: TagTest; wanted: string }> = {
  $in: { holds: (tags, asked) => tags.some((tag) => asked.has(tag)), wanted: 'include one of' },
  $nin: { holds: (tags, asked) => !tags.some((tag) => asked.has(tag)), wanted: 'include none of' },
  $all: { holds: (tags, asked) => [...asked].every((tag) => tags.includes(tag)), wanted: 'include all of' },
};

interface Condition {
  field: CriteriaField;
  holds: (tool: CriteriaTool) => boolean;
  /** Completes "must …". */
  wanted: string;
}

/** Criteria ready to be asked. Compiling them costs what their expressions cost; whoever keeps them bounds how many. */
export interface CompiledCriteria {
  /** Whether a tool satisfies every field of the criteria; one without a `_serviceName` never satisfies that field. */
  readonly selects: (tool: CriteriaTool) => boolean;
  /** Why the criteria leave a tool out, in a sentence, or undefined when they select it. */
  readonly explain: (tool: CriteriaTool) => string | undefined;
}

export function compileCriteria(criteria: Criteria): CompiledCriteria {
  const conditions = conditionsOf(criteria);
  const firstFailure = (tool: CriteriaTool): Condition | undefined => conditions.find(({ holds }) => !holds(tool));
  return {
    selects: (tool) => firstFailure(tool) === undefined,
    explain: (tool) => {
      const failed = firstFailure(tool);
      return failed === undefined ? undefined : `${whatIs(tool, failed.field)}, and must ${failed.wanted}.`;
    },
  };
}

function whatIs(tool: CriteriaTool, field: CriteriaField): string {
  if (field === '_tags') {
    const tags = tool._tags ?? [];
    return tags.length === 0 ? 'The tool has no _tags' : `_tags are ${quoted(tags)}`;
  }
  const value = VALUE_OF[field](tool);
  return value === undefined ? `The tool has no ${field}` : `${field} is "${value}"`;
}

function conditionsOf(criteria: Criteria): Condition[] {
  const conditions = VALUE_FIELDS.flatMap((field) => {
    const match = criteria[field];
    return match === undefined ? [] : [valueCondition(field, match)];
  });
  return criteria._tags === undefined ? conditions : [...conditions, ...tagConditions(criteria._tags)];
}

function valueCondition(field: ValueField, match: ValueMatch): Condition {
  const valueOf = VALUE_OF[field];
  const { matches, wanted } = compileMatch(match);
  return {
    field,
    wanted,
    holds: (tool) => {
      const value = valueOf(tool);
      return value !== undefined && matches(value);
    },
  };
}

function compileMatch(match: ValueMatch): { matches: (value: string) => boolean; wanted: string } {
  if (typeof match === 'string') return { matches: (value) => value === match, wanted: `be "${match}"` };
  if ('$in' in match) {
    const allowed = new Set(match.$in);
    return { matches: (value) => allowed.has(value), wanted: `be one of ${quoted(match.$in)}` };
  }
  const regex = compileRegex(match.$regex);
  return { matches: (value) => regex.test(value), wanted: `match the expression ${match.$regex}` };
}

function tagConditions(match: TagsMatch): Condition[] {
  if (typeof match === 'string') {
    return [{ field: '_tags', holds: ({ _tags }) => _tags?.includes(match) ?? false, wanted: `include "${match}"` }];
  }
  return tagLists(match).map(([operator, asked]) => {
    const { holds, wanted } = TAG_OPERATORS[operator];
    const tags = new Set(asked);
    return {
      field: '_tags',
      holds: ({ _tags = [] }) => holds(_tags, tags),
      wanted: `${wanted} ${quoted(asked)}`,
    };
  });
}

function tagLists(match: Exclude<TagsMatch, string>): [TagOperator, readonly string[]][] {
  return OPERATORS._tags.flatMap((operator) => {
    const asked = match[operator];
    return asked === undefined ? [] : [[operator, asked]];
  });
}

function quoted(values: readonly string[]): string {
  return values.map((value) => `"${value}"`).join(', ');
}

/**
 * A key for caches: equal for criteria that ask the same, whatever the order of fields and values. A list of one value
 * asks the same as the value itself.
 */
export function criteriaKey(criteria: Criteria): string {
  const keys = VALUE_FIELDS.flatMap((field) => {
    const match = criteria[field];
    return match === undefined ? [] : [[field, ...valueKey(match)]];
  });
  const tags = criteria._tags === undefined ? [] : tagKeys(criteria._tags).map((key) => ['_tags', ...key]);
  return JSON.stringify([...keys, ...tags]);
}

function valueKey(match: ValueMatch): string[] {
  if (typeof match === 'string') return ['$in', match];
  return '$in' in match ? ['$in', ...inOrder(match.$in)] : ['$regex', match.$regex];
}

function tagKeys(match: TagsMatch): string[][] {
  if (typeof match === 'string') return [['$in', match]];
  return tagLists(match).map(([operator, asked]) => [operator, ...inOrder(asked)]);
}

function inOrder(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}
