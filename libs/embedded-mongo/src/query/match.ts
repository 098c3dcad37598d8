import { BSONRegExp } from 'bson';
import { CommandError, notSupported } from '../command-error.js';
import { type Document, isDocument, isTrue } from '../values/bson.js';
import { equal } from '../values/compare.js';
import {
  type Compiler,
  elementTest,
  equalTo,
  every,
  isOperators,
  matching,
  OPERATORS,
  type PathTest,
  type Predicate,
} from './operators.js';

export type { Predicate } from './operators.js';
/** Makes a function of a document from an aggregation expression, for `$expr`. */
export type Expressions = (expression: unknown) => (document: Document) => unknown;

const KNOWN_ELSEWHERE =
  /^\$(where|text|geo.*|near.*|jsonSchema|bits.*|rand|sampleRate|comment|box|center.*|polygon|maxDistance|minDistance|uniqueDocs)$/;

/**
 * Compiles a filter. Every operator that is not in the table is an error, also inside `$elemMatch` and `$not`.
 *
 * Regular expressions run in linear time on RE2: no look-around, no back-references, repetition up to 1,000; options
 * `i`, `m` and `s`; without `m`, `$` is the end of the text only, where PCRE also accepts a last line break after it.
 *
 * @throws CommandError naming what is wrong or not supported
 */
export function matcher(filter: Document, expressions?: Expressions): Predicate {
  return compilerWith(expressions).filter(filter);
}

/** The test of one element for `$pull` and `$elemMatch`: operators on itself, a filter on its fields, or a value. */
export function elementMatcher(condition: unknown): (element: unknown) => boolean {
  if (isDocument(condition)) return elementTest(condition, compilerWith());
  if (!(condition instanceof BSONRegExp)) return (element) => equal(element, condition);
  const predicate = matching(condition)(['element']);
  return (element) => predicate({ element });
}

function compilerWith(expressions?: Expressions): Compiler {
  const compiler: Compiler = { filter: compileFilter, field };
  return compiler;

  function compileFilter(part: Document): Predicate {
    const predicates = Object.entries(part).map(([key, value]) => entry(key, value));
    const [first] = predicates;
    if (first === undefined) return () => true;
    if (predicates.length === 1) return first;
    return (document, position) => predicates.every((predicate) => predicate(document, position));
  }

  function entry(key: string, value: unknown): Predicate {
    switch (key) {
      case '$and': {
        const all = clauses(key, value);
        return (document, position) => all.every((clause) => clause(document, position));
      }
      case '$or': {
        const any = clauses(key, value);
        return (document, position) => any.some((clause) => clause(document, position));
      }
      case '$nor': {
        const none = clauses(key, value);
        return (document) => !none.some((clause) => clause(document));
      }
      case '$expr': {
        if (expressions === undefined) throw notSupported('$expr in this place');
        const evaluate = expressions(value);
        return (document) => isDocument(document) && isTrue(evaluate(document));
      }
      default:
        if (key.startsWith('$')) throw unknownOperator(key, 'unknown top level operator');
        return field(value)(key.split('.'));
    }
  }

  function clauses(key: string, value: unknown): Predicate[] {
    if (!Array.isArray(value) || value.length === 0) {
      throw new CommandError('BadValue', `${key} argument must be a non-empty array`);
    }
    return value.map((clause: unknown) => {
      if (!isDocument(clause)) throw new CommandError('BadValue', `${key} needs an array of objects`);
      return compileFilter(clause);
    });
  }

  function field(condition: unknown): PathTest {
    if (condition instanceof BSONRegExp) return matching(condition);
    if (!isOperators(condition)) return equalTo(condition);
    return every(
      Object.entries(condition).map(([name, argument]) => {
        const operator = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
        if (operator === undefined) throw unknownOperator(name, 'unknown operator');
        return operator(argument, condition, compiler);
      }),
    );
  }
}

function unknownOperator(name: string, message: string): CommandError {
  return KNOWN_ELSEWHERE.test(name)
    ? notSupported(`the query operator ${name}`)
    : new CommandError('BadValue', `${message}: ${name}`);
}
