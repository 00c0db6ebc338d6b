import { existsSync } from 'node:fs';
import { call, succeeds, type Host } from './host';

/** One of our bridges; its rules and addresses are found by its name. */
export interface Bridge {
  readonly name: string;
  /** Address of this machine on it, with the length of its prefix. */
  readonly gateway: string;
  readonly subnet: string;
}

/** For containers without a network of their own. */
export const DEFAULT_BRIDGE: Bridge = { name: 'labdocker0', gateway: '172.30.255.1/24', subnet: '172.30.255.0/24' };
/** For the nodes of the cluster. */
export const CLUSTER_BRIDGE: Bridge = { name: 'labkind0', gateway: '172.30.254.1/24', subnet: '172.30.254.0/24' };
/** Docker's name of the cluster's network; kind is told through KIND_EXPERIMENTAL_DOCKER_NETWORK. */
export const CLUSTER_NETWORK = 'ml-scaling-lab';

const COMMENT = 'ml-scaling-lab: nothing leaves this machine';

/** The rule that keeps traffic from behind a bridge on this machine. */
export function guardRule(bridge: string): string[] {
  return ['DOCKER-USER', '-i', bridge, '!', '-o', bridge, '-m', 'comment', '--comment', COMMENT, '-j', 'REJECT'];
}

export async function makeBridge(host: Host, bridge: Bridge): Promise<void> {
  if (existsSync(`/sys/class/net/${bridge.name}`)) return;
  await call(host, ['ip', 'link', 'add', bridge.name, 'type', 'bridge'], { log: 'network' });
  await call(host, ['ip', 'address', 'add', bridge.gateway, 'dev', bridge.name], { log: 'network' });
  await call(host, ['ip', 'link', 'set', bridge.name, 'up'], { log: 'network' });
}

export async function removeBridge(host: Host, bridge: Bridge): Promise<void> {
  if (existsSync(`/sys/class/net/${bridge.name}`)) await call(host, ['ip', 'link', 'delete', bridge.name], { log: 'network' });
}

/** The cluster's network, and the rules that let nothing behind our bridges reach beyond this machine. */
export async function isolateCluster(host: Host, environment: NodeJS.ProcessEnv): Promise<void> {
  const { name, subnet } = CLUSTER_BRIDGE;
  if (!succeeds(['docker', 'network', 'inspect', CLUSTER_NETWORK], environment)) {
    const options = ['--driver', 'bridge', '--subnet', subnet, '--opt', `com.docker.network.bridge.name=${name}`];
    await host.run(['docker', 'network', 'create', ...options, CLUSTER_NETWORK], {
      env: environment,
      signal: host.signal,
      logFile: host.layout.log('network'),
      fix: `Another network of this machine may use ${subnet}.`,
    });
  }
  for (const bridge of [DEFAULT_BRIDGE.name, name]) {
    const rule = guardRule(bridge);
    if (!succeeds(['iptables', '--check', ...rule], environment))
      await call(host, ['iptables', '--insert', ...rule], { log: 'network' });
  }
}

/** Removes our rules and the cluster's network. */
export function releaseCluster(environment: NodeJS.ProcessEnv): void {
  for (const bridge of [DEFAULT_BRIDGE.name, CLUSTER_BRIDGE.name])
    succeeds(['iptables', '--delete', ...guardRule(bridge)], environment);
  succeeds(['docker', 'network', 'rm', CLUSTER_NETWORK], environment);
}
