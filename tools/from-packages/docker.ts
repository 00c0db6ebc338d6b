import { spawn } from 'node:child_process';
import { copyFileSync, chmodSync, existsSync, mkdirSync, openSync, closeSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { UserError } from '../../contract';
import { succeeds, type Host } from './host';
import { DOCKER_EXEC_ROOT, DOCKER_HOST, DOCKER_PID_FILE, DOCKER_SOCKET, type Layout } from './layout';
import { mayRaiseLimits } from './machine';
import { DEFAULT_BRIDGE, makeBridge, removeBridge } from './network';
import { noteNetworkSettings, restoreNetworkSettings } from './network-settings';

const RUNTIME = 'within-bounds';
const POLLS = 120;
const POLL_MS = 250;

/** What docker, kind and Pulumi need in their environment to talk to the daemon. */
export type DockerEnvironment = Readonly<Record<string, string>>;

/** The classic builder: the one that a daemon of Debian 12 has without plugins. */
const CLASSIC: DockerEnvironment = { DOCKER_BUILDKIT: '0' };

/**
 * A Docker daemon that answers: the one that the environment names, or else one of our own, with its own socket, data
 * and bridge. It keeps running until `stopDocker`.
 */
export async function startDocker(host: Host): Promise<DockerEnvironment> {
  if (answers(host.environment)) return CLASSIC;
  const environment = { ...CLASSIC, DOCKER_HOST };
  if (answers({ ...host.environment, ...environment })) return environment;
  const { layout } = host;
  for (const folder of [layout.dockerData, DOCKER_EXEC_ROOT, dirname(layout.log('dockerd'))])
    mkdirSync(folder, { recursive: true });
  rmSync(DOCKER_PID_FILE, { force: true });
  noteNetworkSettings(host);
  await makeBridge(host, DEFAULT_BRIDGE);
  const log = openSync(layout.log('dockerd'), 'a');
  const daemon = spawn('dockerd', daemonArguments(layout, readFileSync('/proc/self/status', 'utf8')), {
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const ended = new Promise<never>((_resolve, reject) => {
    daemon.on('error', () => reject(noDaemon(layout)));
    daemon.on('exit', () => reject(noDaemon(layout)));
  });
  daemon.unref();
  await Promise.race([untilItAnswers({ ...host.environment, ...environment }, host.signal, layout), ended]);
  daemon.removeAllListeners();
  return environment;
}

/** How to reach the daemon that `startDocker` left running; starts none. */
export function dockerEnvironment(host: Host): DockerEnvironment {
  return answers(host.environment) ? CLASSIC : { ...CLASSIC, DOCKER_HOST };
}

/** Arguments of our daemon. `status` is /proc/self/status: it says whether a container may have every capability. */
export function daemonArguments(layout: Layout, status: string): string[] {
  const wrapped = !mayRaiseLimits(status);
  if (wrapped) {
    copyFileSync(layout.image('runc-within-bounds.sh'), layout.runtimeWrapper);
    chmodSync(layout.runtimeWrapper, 0o755);
  }
  return [
    ...['--data-root', layout.dockerData, '--exec-root', DOCKER_EXEC_ROOT],
    ...['--host', DOCKER_HOST, '--pidfile', DOCKER_PID_FILE, '--bridge', DEFAULT_BRIDGE.name],
    ...['--log-driver', 'json-file', '--log-opt', 'max-size=10m'],
    ...(wrapped ? ['--add-runtime', `${RUNTIME}=${layout.runtimeWrapper}`, '--default-runtime', RUNTIME] : []),
  ];
}

/** Stops our daemon if it runs, removes its bridge, and sets the machine's network back to how it was before. Never touches another daemon. */
export async function stopDocker(host: Host): Promise<'stopped' | 'not running'> {
  const pid = ownDaemon(host.layout);
  if (pid === undefined) return 'not running';
  process.kill(pid, 'SIGTERM');
  for (let poll = 0; poll < POLLS && existsSync(`/proc/${pid}`); poll++) await delay(POLL_MS);
  await removeBridge(host, DEFAULT_BRIDGE);
  restoreNetworkSettings(host);
  rmSync(DOCKER_SOCKET, { force: true });
  return 'stopped';
}

/** Process id of our daemon: the one in the pid file, when its command line names our data folder. */
export function ownDaemon(layout: Layout): number | undefined {
  try {
    const pid = Number(readFileSync(DOCKER_PID_FILE, 'utf8'));
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return words.includes(layout.dockerData) ? pid : undefined;
  } catch {
    // No pid file, or no such process: our daemon does not run.
    return undefined;
  }
}

/** True when an image of that name is in the daemon's store. */
export function hasImage(image: string, environment: NodeJS.ProcessEnv): boolean {
  return succeeds(['docker', 'image', 'inspect', image], environment);
}

function answers(environment: NodeJS.ProcessEnv): boolean {
  return succeeds(['docker', 'version', '--format', '{{.Server.Version}}'], environment, 10_000);
}

async function untilItAnswers(environment: NodeJS.ProcessEnv, signal: AbortSignal, layout: Layout): Promise<void> {
  for (let poll = 0; poll < POLLS; poll++) {
    if (answers(environment)) return;
    await delay(POLL_MS, undefined, { signal });
  }
  throw noDaemon(layout);
}

function noDaemon(layout: Layout): UserError {
  return new UserError({
    where: 'dockerd',
    problem: 'does not come up.',
    fix: `Its last lines are in ${layout.log('dockerd')}. Containers need a kernel with overlayfs, bridges and iptables, and root without a sandbox around it.`,
    code: 'tool-unavailable',
  });
}
