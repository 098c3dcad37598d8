/**
 * The socket: connections, one answer to each message in its order, and an end that loses nothing that was answered.
 * What commands mean is left to `commands/`.
 */
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server as NetServer, type Socket } from 'node:net';
import { once } from 'node:events';
import { dispatch } from './commands/dispatcher.js';
import { Cursors } from './commands/cursors.js';
import { type Store } from './storage/store.js';
import { Framer, type Message, reply } from './wire/message.js';

export interface ServerOptions {
  store: Store;
  socketPath: string;
  /** Told of faults of this store; the client gets an error in any case. */
  onFault: (error: unknown) => void;
}

/** How long a client has to take its last answers when the server ends. */
const FAREWELL_MS = 1_000;

export class Server {
  readonly cursors = new Cursors();
  readonly #sockets = new Set<Socket>();
  readonly #server: NetServer;
  #connections = 0;

  constructor(private readonly options: ServerOptions) {
    this.#server = createServer((socket) => {
      this.#serve(socket);
    });
  }

  async listen(): Promise<void> {
    rmSync(this.options.socketPath, { force: true });
    this.#server.listen(this.options.socketPath);
    await once(this.#server, 'listening');
    chmodSync(this.options.socketPath, 0o600);
  }

  /** Answers what has arrived, then ends every connection and removes the socket. */
  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    await new Promise((resolve) => setImmediate(resolve));
    for (const socket of this.#sockets) socket.end();
    const timer = setTimeout(() => {
      for (const socket of this.#sockets) socket.destroy();
    }, FAREWELL_MS);
    await closed;
    clearTimeout(timer);
    rmSync(this.options.socketPath, { force: true });
  }

  #serve(socket: Socket): void {
    const framer = new Framer();
    const connectionId = ++this.#connections;
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.on('drain', () => socket.resume());
    socket.on('data', (chunk: Buffer) => {
      try {
        for (const message of framer.push(chunk)) this.#answer(socket, message, connectionId);
      } catch {
        socket.destroy(); // not the protocol: nobody knows where the next message would begin
      }
    });
  }

  #answer(socket: Socket, message: Message, connectionId: number): void {
    const { store, onFault } = this.options;
    const parse = (): ReturnType<Message['command']> => message.command();
    const answer = dispatch(parse, { store, cursors: this.cursors, connectionId }, onFault);
    if (!message.wantsReply || !socket.writable) return;
    // A client that does not read its answers is not read either.
    if (!socket.write(reply(message, answer))) socket.pause();
  }
}
