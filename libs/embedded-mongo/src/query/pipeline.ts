import { type Options } from 'mingo/types';
import { CommandError } from '../command-error.js';
import { type Document, integer } from '../values/bson.js';

/** Documents between stages; their numbers are JavaScript numbers. */
export type Documents = Iterable<Document>;
export type Transform = (input: Documents) => Documents;
/** A stage is compiled once, which is when it refuses what it does not know, and then applied. */
export type Stage = (spec: unknown, context: PipelineContext) => Transform;

/** What stages work with. */
export interface PipelineContext {
  options: Options;
  /** Evaluates an expression on a document. */
  evaluate: (document: Document, expression: unknown) => unknown;
  /** @throws CommandError naming a stage, expression or option that is not supported */
  compile: (pipeline: Document[]) => Transform;
  /** The same with more variables bound. */
  bind: (variables: Document) => PipelineContext;
  /** The documents of another collection of the database, through a pipeline. */
  read: (collection: string, pipeline: Document[]) => Documents;
}

/** The number that `$skip` and `$limit` take. */
export function stageCount(value: unknown, name: string, least: number): number {
  const number = integer(value, name);
  if (number < least) throw new CommandError('BadValue', `${name} must be at least ${least}`);
  return number;
}

export function* mapped<A, B>(items: Iterable<A>, change: (item: A) => B): Generator<B> {
  for (const item of items) yield change(item);
}
