export { compileRegex, type LinearRegex, RegexRefusedError } from './linear-regex.js';
export { patternCost } from './pattern-cost.js';
