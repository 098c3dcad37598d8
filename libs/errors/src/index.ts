export {
  conflict,
  ERROR_CODES,
  type ErrorCode,
  ToolrackError,
  type FieldProblem,
  validationFailed,
} from './toolrack-error.js';
