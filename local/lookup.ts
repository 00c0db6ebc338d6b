import { namespaceOf, type RunObjects, type Workload } from './kubernetes/objects';
import type { Validated } from './kubernetes/validate';
import type { ConfigSource } from './pods/environment';
import type { ObjectStore } from './store';
import type { WorkloadReference } from './workloads/running';

/** Finds objects that are about to be applied or were applied before. */
export class Lookup {
  public constructor(
    private readonly store: ObjectStore,
    private readonly objects: readonly Validated[],
  ) {}

  public workload({ kind, namespace, name }: WorkloadReference): Workload | undefined {
    return this.find(kind, namespace, name);
  }

  public triggerAuthentication(namespace: string, name: string): RunObjects['TriggerAuthentication'] | undefined {
    return this.find('TriggerAuthentication', namespace, name);
  }

  public config(namespace: string): ConfigSource {
    return {
      configMap: (name) => this.find('ConfigMap', namespace, name)?.data,
      secret: (name) => {
        const secret = this.find('Secret', namespace, name);
        return secret && { ...secret.data, ...secret.stringData };
      },
    };
  }

  private find<Kind extends keyof RunObjects>(kind: Kind, namespace: string, name: string): RunObjects[Kind] | undefined {
    const found = this.objects.find(
      ({ source }) => source.kind === kind && source.metadata.name === name && namespaceOf(source) === namespace,
    );
    return (found?.parsed as RunObjects[Kind] | undefined) ?? this.store.get(kind, namespace, name);
  }
}
