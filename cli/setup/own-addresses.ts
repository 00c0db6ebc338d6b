import { existsSync, readFileSync } from 'node:fs';
import { UserError, type Lab } from '../../contract';

/** Of a socket that listens, in the tables of the kernel. */
const LISTEN = '0A';

/** The tables of TCP sockets that the kernel keeps. */
export function readListeners(): string {
  return ['/proc/net/tcp', '/proc/net/tcp6']
    .filter((file) => existsSync(file))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
}

/** Ports that somebody listens on at every address of this machine. */
export function listeningPorts(tables: string): ReadonlySet<number> {
  return new Set(
    tables.split('\n').flatMap((line) => {
      const [, local = '', , state] = line.trim().split(/\s+/);
      const [address = '', port = ''] = local.split(':');
      return state === LISTEN && /^0+$/.test(address) ? [Number.parseInt(port, 16)] : [];
    }),
  );
}

/**
 * Every pod has an address of its own. A service that listens on all of them takes the port from its second pod, and answers the
 * probes of that one, too.
 *
 * @throws UserError for a service that may have more than one pod and listens so
 */
export function requireOwnAddresses({ own }: Pick<Lab, 'own'>, everywhere: ReadonlySet<number>): void {
  for (const [name, { enabled, port, replicas = 1, autoscaling }] of Object.entries(own)) {
    if (!enabled || (autoscaling === undefined && replicas <= 1) || !everywhere.has(port)) continue;
    throw new UserError({
      where: `services.${name}`,
      problem: `listens on port ${port} of every address, so this machine can run one pod of it only.`,
      fix: 'Let it listen on $(HOST) in its command, or on the variable HOST: each pod has an address of its own.',
      code: 'port-taken',
    });
  }
}
