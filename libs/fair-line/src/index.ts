export { ByteBudget, type ByteBudgetOptions, type ByteShare } from './byte-budget.js';
export { FairLine } from './fair-line.js';
export { Turns } from './turns.js';
