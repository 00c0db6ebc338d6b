import { join } from 'node:path';

/** Where everything goes: sockets under /run, the rest under the user's cache, because it can be rebuilt. */
export class Layout {
  /** This folder in the checkout: modules/ and image/. */
  public readonly sources: string;
  public readonly root: string;

  /** @param repo root of the checkout @param cache the lab's cache folder */
  public constructor(
    private readonly repo: string,
    cache: string,
  ) {
    this.sources = join(repo, 'tools', 'from-packages');
    this.root = join(cache, 'packages');
  }

  public get modules(): string {
    return join(this.sources, 'modules');
  }

  public image(...names: string[]): string {
    return join(this.sources, 'image', ...names);
  }

  public get parts(): string {
    return join(this.root, 'parts');
  }

  /** A finished part; it exists whole or not at all. */
  public part(name: string, key: string): string {
    return join(this.parts, `${name}-${key}`);
  }

  /** Links to the programs of one plan, for PATH. */
  public tools(key: string): string {
    return join(this.root, 'tools', key, 'bin');
  }

  /** Unfinished work; may be removed at any time. */
  public work(name: string): string {
    return join(this.root, 'work', name);
  }

  public log(name: string): string {
    return join(this.root, 'logs', `${name}.log`);
  }

  /** npm packages of the checkout. */
  public get npmPackages(): string {
    return join(this.repo, 'node_modules');
  }

  public get pulumiHome(): string {
    return join(this.root, 'pulumi-home');
  }

  public get dockerData(): string {
    return join(this.root, 'docker');
  }

  /** How the machine's network was set before the lab's Docker daemon started. */
  public get networkNote(): string {
    return join(this.root, 'network-before.json');
  }

  public get runtimeWrapper(): string {
    return join(this.root, 'runc-within-bounds');
  }
}

const RUN = '/run/ml-scaling-lab';
export const DOCKER_EXEC_ROOT = join(RUN, 'docker');
export const DOCKER_PID_FILE = join(RUN, 'docker.pid');
export const DOCKER_SOCKET = join(RUN, 'docker.sock');
export const DOCKER_HOST = `unix://${DOCKER_SOCKET}`;
