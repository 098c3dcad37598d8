export { createdBy, updatedBy } from './attribution.js';
export type { BodyKind } from './body-parser.js';
export { CheckBudget } from './check-budget.js';
export { untilUncontended } from './contention.js';
export { createdPage, type CreationSteps, type CreationStore, insertAllOrNone } from './creation.js';
export { Ending, stopServing } from './ending.js';
export { deletionOf } from './deletion.js';
export { requireStorable } from './document-size.js';
export { createHttpApp, type HttpAppOptions } from './http-app.js';
export { parseJsonBody } from './json-body.js';
export { asToolrackError } from './known-errors.js';
export { openApiDocument } from './openapi.js';
export {
  Operation,
  type OperationOptions,
  PAGE_OPTIONS,
  PLATFORM_EXTENSION,
  type PlatformArgument,
  type PlatformMethod,
} from './operation.decorator.js';
export { pageOf, pageOfAll, type PageRange, rangeOf } from './pages.js';
export {
  type ById,
  byIdQuerySchema,
  type CreateQuery,
  createQuerySchema,
  idOf,
  idSchema,
  idTextSchema,
  JSON_ENCODED,
  jsonParameter,
  nsfilterSchema,
  type PageByIdQuery,
  pageByIdQuerySchema,
  pageParameters,
  type PageQuery,
  pageQuerySchema,
  type Scope,
  wholeNumberText,
} from './parameters.js';
export { patched } from './patched.js';
export { ProblemFilter } from './problem.filter.js';
export { runUntilSignal, type Running, StartError } from './process.js';
export { Readiness, type ReadinessCheck } from './readiness.js';
export {
  CHANGE_FEED,
  CLOCK,
  HTTP_CONFIG,
  LOGGER,
  PLATFORM_TRANSPORT,
  RUN_CONFIG,
  type ServiceRuntime,
} from './runtime.js';
export { RuntimeModule } from './runtime.module.js';
export { validationError, validationPipe } from './validation.js';
export { duplicateKeyFields } from './mongo-errors.js';
export { limitProblems } from './limit-problems.js';
export {
  isLookedInto,
  type Lookup,
  type LookupBy,
  namespaceProblems,
  notThere,
  requireChangeable,
  requireEveryNamespace,
  requireVisible,
  requireWithin,
  visibleNamespaces,
} from './namespaces.js';
export { type ListScope, type NeededRight, Permissions, type TypedLookup } from './permissions.js';
export { IfMatch, requireRevision, revisionConflict, type Target, WithRevision } from './revision.js';
export { takenNameProblems } from './taken-names.js';
export { runtimeFromEnvironment, requiredVariable } from './service-runtime.js';
export { StoreModule } from './store.module.js';
