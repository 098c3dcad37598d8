/**
 * MongoDB's driver (seen in 7.8 and 7.9) waits without end for `drain` when it writes on a connection whose socket has been
 * ended by the other side: no such socket ever drains, and none of its time limits covers that wait. When all connections
 * are cut at once, the watch over the server is what hangs, with good odds; the process then never finds the store again.
 * A write ends with its socket here. To be left out once the driver does so itself; the spec beside this says how to tell.
 */
import { createRequire } from 'node:module';
import mongoose from 'mongoose';
import { z } from 'zod';

type Write = (...args: unknown[]) => Promise<void>;

interface DriverConnection {
  socket: NodeJS.EventEmitter;
}

const isFunction = (value: unknown): value is Write => typeof value === 'function';

/** Of the driver's insides, what is changed here. */
const insides = z.object({
  Connection: z.custom<{ prototype: { writeCommand: Write } }>(
    (value) =>
      typeof value === 'function' &&
      isFunction(z.object({ writeCommand: z.unknown() }).safeParse(value.prototype).data?.writeCommand),
  ),
});

let isMended = false;

/** Lets writes of the driver end with their sockets, in this process. @throws ZodError with a driver of other insides */
export function endWritesWithTheirSockets(): void {
  if (isMended) return;
  isMended = true;
  // The very driver that mongoose brings.
  const require = createRequire(createRequire(import.meta.url).resolve('mongoose'));
  const { Connection } = insides.parse(require('mongodb/lib/cmap/connection.js'));
  const write = Connection.prototype.writeCommand;
  Connection.prototype.writeCommand = async function (this: DriverConnection, ...args) {
    const { promise: ended, reject } = Promise.withResolvers<never>();
    const onClose = (): void => {
      reject(new mongoose.mongo.MongoNetworkError('The connection was closed while a command was written.'));
    };
    this.socket.once('close', onClose);
    try {
      await Promise.race([write.apply(this, args), ended]);
    } finally {
      this.socket.off('close', onClose);
    }
  };
}
