/**
 * Checks the arguments of a call against the schema of its tool. The schema and the arguments may both be hostile, so
 * the work is estimated first: small work, which is the usual case, is done at once and reports every problem; large
 * work is done under a time limit and reports the first.
 */
import { type ErrorObject, type ValidateFunction } from 'ajv';
import { type JsonObject } from '#libs/contracts';
import { type FieldProblem, validationFailed } from '#libs/errors';
import { copyArguments } from './argument-copy.js';
import { ALL_ARGUMENTS, problemsOf } from './argument-problems.js';
import { applyDefaults, DefaultsTooLargeError } from './defaults.js';
import { createAjv } from './dialect.js';
import { type InspectedSchema, inspectSchema } from './schema-inspection.js';
import { withinTime } from './time-limit.js';

/** Time that checking the arguments of one call may take. */
export const MAX_CHECK_MS = 1_000;

/** Steps that surely take less than some tens of milliseconds. */
const SMALL_WORK = 500_000;
/** Errors that one small check may make, before they are put into words. */
const SMALL_ERRORS = 50_000;
/** Errors that one subschema can report for one value, those of `required` apart. */
const ERRORS_OF_A_SUBSCHEMA = 10;
/** Ajv's instance with what every one has. */
const VALIDATOR_BYTES = 24 * 1024;
/** A subschema, as it was read and as code. */
const SUBSCHEMA_BYTES = 1_024;

export type ArgumentCheck = { ok: true; value: JsonObject } | { ok: false; problems: FieldProblem[] };

export interface ArgumentValidator {
  /**
   * Never changes `args`; `value` is a copy with the defaults filled in. Nothing is coerced. Takes at most about
   * a second, and reports at most 21 problems. Paths are those of the arguments (`filter.tags[2]`), or `arguments` for
   * the whole.
   */
  validate(args: JsonObject): ArgumentCheck;
}

/**
 * Compiles the schema of a tool once, for all its calls.
 *
 * @throws ToolrackError `ValidationFailed` for a schema that `checkToolSchema` refuses for its structure
 */
export function compileToolSchema(schema: unknown): ArgumentValidator {
  return CompiledArgumentValidator.of(schema);
}

export class CompiledArgumentValidator implements ArgumentValidator {
  /** An estimate of what it takes in memory. */
  readonly bytes: number;
  readonly #inspected: InspectedSchema;
  readonly #hasDefaults: boolean;
  readonly #validateAll: ValidateFunction;
  #validateFirst: ValidateFunction | undefined;

  /** @throws ToolrackError as `compileToolSchema` */
  static of(schema: unknown): CompiledArgumentValidator {
    const inspection = inspectSchema(schema, '_schema');
    if (!inspection.ok) throw validationFailed(inspection.problems);
    return new CompiledArgumentValidator(inspection.inspected);
  }

  /** @throws Error of Ajv for keywords whose values the meta-schema does not allow */
  constructor(inspected: InspectedSchema) {
    this.#inspected = inspected;
    this.bytes = VALIDATOR_BYTES + inspected.graph.nodes.length * SUBSCHEMA_BYTES;
    this.#hasDefaults = inspected.graph.nodes.some((node) => node.default !== undefined);
    this.#validateAll = this.#compile(true);
  }

  validate(args: JsonObject): ArgumentCheck {
    const { graph, fanOut, maxDepth } = this.#inspected;
    const { value, values, characters, problem } = copyArguments(args, maxDepth);
    if (problem !== undefined) return { ok: false, problems: [problem] };
    let addedBytes: number;
    try {
      addedBytes = this.#hasDefaults ? applyDefaults(graph.root, value) : 0;
    } catch (error) {
      if (!(error instanceof DefaultsTooLargeError)) throw error;
      const message = 'are too many to fill in the defaults of this tool; send fewer items';
      return { ok: false, problems: [{ path: ALL_ARGUMENTS, message }] };
    }
    const work = fanOut * (values + characters + addedBytes) * (1 + graph.longestRequired + graph.maxPatternCost);
    const mostErrors = fanOut * (values + addedBytes) * (ERRORS_OF_A_SUBSCHEMA + graph.longestRequired);
    const errors =
      work <= SMALL_WORK && mostErrors <= SMALL_ERRORS
        ? errorsOf(this.#validateAll, value)
        : this.#checkWithinTime(value);
    if (errors === undefined) {
      const message = `take over ${MAX_CHECK_MS} ms to check against the schema of this tool; send less`;
      return { ok: false, problems: [{ path: ALL_ARGUMENTS, message }] };
    }
    return errors.length === 0 ? { ok: true, value } : { ok: false, problems: problemsOf(errors, value) };
  }

  #checkWithinTime(value: JsonObject): ErrorObject[] | undefined {
    this.#validateFirst ??= this.#compile(false);
    const validate = this.#validateFirst;
    return withinTime(MAX_CHECK_MS, () => errorsOf(validate, value));
  }

  #compile(allErrors: boolean): ValidateFunction {
    const { graph, dialect } = this.#inspected;
    return createAjv(dialect, { allErrors, patterns: graph.patterns }).compile(graph.root.compiled);
  }
}

function errorsOf(validate: ValidateFunction, value: JsonObject): ErrorObject[] {
  return validate(value) ? [] : (validate.errors ?? []);
}
