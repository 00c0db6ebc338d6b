import { createServer, type Server } from 'node:net';

/** Held until released or until this process ends, however it ends. Leaves no file. */
export interface Lock {
  release(): Promise<void>;
}

/**
 * Takes a lock of this machine (more exactly of its network namespace, within which addresses can collide): a name in the
 * abstract Unix socket namespace. Undefined when someone holds it.
 */
export async function takeLock(name: string): Promise<Lock | undefined> {
  const server = createServer((socket) => socket.destroy());
  const held = await listens(server, `\0ml-scaling-lab/${name}`);
  if (!held) return undefined;
  server.unref();
  return { release: () => new Promise((resolve) => server.close(() => resolve())) };
}

function listens(server: Server, path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(false) : reject(error)));
    server.listen({ path }, () => resolve(true));
  });
}
