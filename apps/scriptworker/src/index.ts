export { RunExecution, type RunExecutionOptions } from './run-execution.js';
