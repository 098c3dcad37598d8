export { apiRequest, ArgumentRefused } from './api-request.js';
export {
  type ApiAuth,
  apiAuthSchema,
  type ApiOperation,
  apiOperationSchema,
  ImportRefused,
  OPERATION_PROBLEM_CODES,
  type OperationProblem,
} from './api-operation.js';
export { MAX_DOCUMENT_BYTES } from './document-text.js';
export {
  importApi,
  importedApiSchema,
  type ImportedApi,
  type ImportOptions,
  MAX_OPERATIONS_IMPORTED,
} from './import-document.js';
