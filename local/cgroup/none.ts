import type { Cgroups, ContainerCgroup, Enforcement } from './cgroups';

/** For a machine or user without cgroups: limits are recorded, not enforced. */
export class NoCgroups implements Cgroups {
  public readonly directories: readonly string[] = [];

  public constructor(private readonly reason: string) {}

  public get cpu(): Enforcement {
    return { enforced: false, reason: this.reason };
  }

  public get memory(): Enforcement {
    return { enforced: false, reason: this.reason };
  }

  public create(): ContainerCgroup | undefined {
    return undefined;
  }

  public remove(): Promise<void> {
    return Promise.resolve();
  }
}
