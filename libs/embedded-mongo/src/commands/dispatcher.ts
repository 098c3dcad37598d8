import { CommandError, notSupported } from '../command-error.js';
import { checkDepth, type Document, own } from '../values/bson.js';
import { adminCommands } from './admin.js';
import { type Answer, type Command, type Context } from './command.js';
import { readCommands } from './read.js';
import { isDiskFull } from '../storage/sqlite.js';
import { writeCommands } from './write.js';

/** Every command there is. */
export const COMMANDS: Readonly<Record<string, Command>> = { ...readCommands, ...writeCommands, ...adminCommands };

/**
 * Carries out one command. Whatever goes wrong in it becomes its answer.
 *
 * @param onFault told of errors that are this store's, not the command's
 */
export function dispatch(
  parse: () => Document,
  context: Omit<Context, 'database'>,
  onFault: (error: unknown) => void,
): Answer {
  try {
    const body = parse();
    checkDepth(body);
    const [name = ''] = Object.keys(body);
    const known = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (known === undefined)
      throw new CommandError('CommandNotFound', `no such command, or not supported by the embedded store: '${name}'`);
    const database = own(body, '$db');
    if (typeof database !== 'string') throw new CommandError('TypeMismatch', "the field '$db' must be a string");
    return known.run(body, { ...context, database });
  } catch (error) {
    const failure = toCommandError(error);
    if (failure.codeName === 'InternalError') onFault(error);
    return { ok: 0, errmsg: failure.message, code: failure.code, codeName: failure.codeName, ...failure.extra };
  }
}

function toCommandError(error: unknown): CommandError {
  if (error instanceof CommandError) return error;
  if (error instanceof RangeError && error.message.includes('call stack')) {
    return new CommandError('Overflow', 'the command nests too deep');
  }
  const message = error instanceof Error ? error.message : String(error);
  if (isDiskFull(error)) return new CommandError('OutOfDiskSpace', `the disk takes no more: ${message}`);
  if (error instanceof Error && error.name.startsWith('BSON')) return new CommandError('FailedToParse', message);
  return /no such table/.test(message)
    ? notSupported('reading on in a collection that was dropped')
    : new CommandError('InternalError', message);
}
