import { createServer, connect, type NetConnectOpts, type Socket } from 'node:net';

/** A way to a server that a test can cut: what goes through it goes on as it is. */
export interface TcpProxy {
  /** On the loopback address. */
  port: number;
  /** Ends every connection at once, and refuses new ones, as when the server's process has died. */
  cut(): void;
  /** Lets nothing through, and ends nothing, as when a cable is pulled. */
  stall(): void;
  /** Ends what was cut or stalled: new connections reach the server again. */
  mend(): void;
  stop(): Promise<void>;
}

type State = 'open' | 'cut' | 'stalled';

export interface TcpProxyOptions {
  /** How much later everything arrives, each way, in milliseconds. */
  delayMs?: number;
}

export async function startTcpProxy(target: NetConnectOpts, { delayMs = 0 }: TcpProxyOptions = {}): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let state: State = 'open';
  const endAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const track = (socket: Socket, other: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => {
      sockets.delete(socket);
      other.destroy();
    });
    const pass = (chunk: string | Buffer): void => {
      if (state === 'open') other.write(chunk);
    };
    socket.on('data', (chunk) => {
      if (delayMs === 0) pass(chunk);
      else setTimeout(pass, delayMs, chunk);
    });
  };
  const server = createServer((client) => {
    if (state === 'cut') {
      client.destroy();
      return;
    }
    const upstream = connect(target);
    track(client, upstream);
    track(upstream, client);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The proxy has no port.');
  return {
    port: address.port,
    cut: () => {
      state = 'cut';
      endAll();
    },
    stall: () => {
      state = 'stalled';
    },
    mend: () => {
      // What was held back is not there any more; whoever sent it has to begin anew.
      if (state === 'stalled') endAll();
      state = 'open';
    },
    stop: () =>
      new Promise((resolve) => {
        endAll();
        server.close(() => {
          resolve();
        });
      }),
  };
}
