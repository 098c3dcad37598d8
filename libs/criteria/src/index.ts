export {
  type Criteria,
  type CriteriaField,
  criteriaFields,
  criteriaSchema,
  MAX_CRITERIA_VALUES,
  TOOL_TYPES,
} from './criteria.js';
export { compileCriteria, criteriaKey, type CriteriaTool, explain } from './match-criteria.js';
export { type InlineParams, parseCriteria, type ParsedCriteria, parseInlineCriteria } from './parse-criteria.js';
