/**
 * The one decision of what criteria select, for listing tools, for calling one, and for saying why one is left out.
 * A new field is a line in `FIELD_OF` and in the grammar; a new operator is a case of `compileMatch`.
 */
import { compileRegex } from '#libs/linear-regex';
import { type Criteria, type CriteriaField, type FieldMatch } from './criteria.js';

/** What criteria can see of a tool. */
export interface CriteriaTool {
  _name: string;
  _serviceName?: string | undefined;
  _type: string;
}

const FIELD_OF: Record<CriteriaField, (tool: CriteriaTool) => string | undefined> = {
  _name: (tool) => tool._name,
  _serviceName: (tool) => tool._serviceName,
  _type: (tool) => tool._type,
};
const FIELDS = ['_name', '_serviceName', '_type'] as const satisfies CriteriaField[];

interface Condition {
  field: CriteriaField;
  matches: (value: string) => boolean;
  /** Completes "must …". */
  wanted: string;
}

/** Criteria ready to be asked. Compiling them costs what their expressions cost; whoever keeps them bounds how many. */
export interface CompiledCriteria {
  /** Whether a tool satisfies every field of the criteria; one without the field never does. */
  readonly selects: (tool: CriteriaTool) => boolean;
  /** Why the criteria leave a tool out, in a sentence, or undefined when they select it. */
  readonly explain: (tool: CriteriaTool) => string | undefined;
}

export function compileCriteria(criteria: Criteria): CompiledCriteria {
  const conditions = conditionsOf(criteria);
  return {
    selects: (tool) => firstFailure(conditions, tool) === undefined,
    explain: (tool) => {
      const failed = firstFailure(conditions, tool);
      if (failed === undefined) return undefined;
      const value = FIELD_OF[failed.field](tool);
      const is = value === undefined ? `The tool has no ${failed.field}` : `${failed.field} is "${value}"`;
      return `${is}, and must ${failed.wanted}.`;
    },
  };
}

function firstFailure(conditions: readonly Condition[], tool: CriteriaTool): Condition | undefined {
  return conditions.find(({ field, matches }) => {
    const value = FIELD_OF[field](tool);
    return value === undefined || !matches(value);
  });
}

function conditionsOf(criteria: Criteria): Condition[] {
  return FIELDS.flatMap((field) => {
    const match = criteria[field];
    return match === undefined ? [] : [{ field, ...compileMatch(match) }];
  });
}

function compileMatch(match: FieldMatch): Omit<Condition, 'field'> {
  if (typeof match === 'string') return { matches: (value) => value === match, wanted: `be "${match}"` };
  if ('$in' in match) {
    const allowed = new Set(match.$in);
    return { matches: (value) => allowed.has(value), wanted: `be one of ${quoted(match.$in)}` };
  }
  const regex = compileRegex(match.$regex);
  return { matches: (value) => regex.test(value), wanted: `match the expression ${match.$regex}` };
}

function quoted(values: readonly string[]): string {
  return values.map((value) => `"${value}"`).join(', ');
}

/**
 * A key for caches: equal for criteria that ask the same, whatever the order of fields and values. A list of one value
 * asks the same as the value itself.
 */
export function criteriaKey(criteria: Criteria): string {
  return JSON.stringify(
    FIELDS.flatMap((field) => {
      const match = criteria[field];
      return match === undefined ? [] : [[field, ...matchKey(match)]];
    }),
  );
}

function matchKey(match: FieldMatch): string[] {
  if (typeof match === 'string') return ['$in', match];
  return '$in' in match ? ['$in', ...[...new Set(match.$in)].sort()] : ['$regex', match.$regex];
}
