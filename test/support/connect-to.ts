import { connect } from 'node:net';

/** Opens a connection to a port of the loopback address, and ends it. Rejects when nobody listens there. */
export function connectTo(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve();
    });
    socket.once('error', reject);
  });
}
