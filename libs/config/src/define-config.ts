import { z } from 'zod';

/** One environment variable: its name, its schema (over the text of the environment) and a sentence for its reader. */
export interface Variable<Schema extends z.ZodType = z.ZodType> {
  name: string;
  schema: Schema;
  description: string;
  /** What `.env.example` shows; the schema's default when left out. */
  example?: string;
}

type Fields = Record<string, Variable>;
type Values<F extends Fields> = { readonly [K in keyof F]: z.output<F[K]['schema']> };
export type Environment = Record<string, string | undefined>;

export interface ConfigClass<F extends Fields = Fields> {
  new (environment: Environment): Values<F>;
  readonly area: string;
  readonly variables: readonly Variable[];
}

/** The environment does not fit; the message names every variable that is wrong and what would be right. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

export function variable<Schema extends z.ZodType>(
  name: string,
  schema: Schema,
  description: string,
): Variable<Schema> {
  return { name, schema, description };
}

function readFields(fields: Fields, environment: Environment): Record<string, unknown> {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [key, { name, schema }] of Object.entries(fields)) {
    const text = environment[name];
    const parsed = schema.safeParse(text === '' ? undefined : text);
    if (parsed.success) values[key] = parsed.data;
    else problems.push(`${name}: ${parsed.error.issues.map((issue) => issue.message).join('; ')}`);
  }
  if (problems.length > 0) throw new ConfigError(`The environment is not valid.\n  ${problems.join('\n  ')}`);
  return values;
}

/**
 * Makes the base class of one area of configuration. Its instances hold the parsed values; the class itself is the
 * reference of its variables, from which `.env.example` is generated.
 *
 * @throws ConfigError from the constructor
 */
export function defineConfig<const F extends Fields>(area: string, fields: F): ConfigClass<F>;
export function defineConfig(area: string, fields: Fields): ConfigClass {
  return class Config {
    static readonly area = area;
    static readonly variables: readonly Variable[] = Object.values(fields);
    readonly [key: string]: unknown;

    constructor(environment: Environment) {
      Object.assign(this, readFields(fields, environment));
    }
  };
}

/** Text of a whole number within bounds. */
export function wholeNumber(fallback: number, bounds: { min: number; max: number }): z.ZodType<number> {
  return z.coerce
    .number(`must be a whole number from ${bounds.min} to ${bounds.max}`)
    .int(`must be a whole number`)
    .min(bounds.min, `must be at least ${bounds.min}`)
    .max(bounds.max, `must be at most ${bounds.max}`)
    .default(fallback);
}

/** Text of a comma-separated list. */
export function commaSeparated(fallback: readonly string[]): z.ZodType<string[]> {
  return z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    )
    .default([...fallback]);
}
