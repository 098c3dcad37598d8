export {
  type Criteria,
  type CriteriaField,
  criteriaFields,
  criteriaSchema,
  MAX_CRITERIA_VALUES,
  TOOL_TYPES,
} from './criteria.js';
export { type CompiledCriteria, compileCriteria, criteriaKey, type CriteriaTool } from './match-criteria.js';
export { type InlineParams, parseCriteria, type ParsedCriteria, parseInlineCriteria } from './parse-criteria.js';
