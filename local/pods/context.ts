import { join } from 'node:path';
import type { Clock } from '../clock';
import type { EventLog } from '../events';
import { DEFAULT_NAMESPACE } from '../kubernetes/objects';
import { DEFAULT_REPLICAS } from '../kubernetes/workloads';
import { Lookup } from '../lookup';
import type { AddressBlock } from '../machine/addresses';
import { below } from '../machine/files';
import type { LocalClusterOptions } from '../options';
import type { NamedService } from '../rewrite/names';
import type { Services } from '../services/services';
import type { ObjectStore } from '../store';
import type { HostResources } from '../host-resources';
import type { PodIdentity } from './identity';
import { planPod } from './plan';
import type { PodContext } from './pod';

/** Parts of the engine that pods need. */
export interface PodSources {
  readonly clock: Clock;
  readonly events: EventLog;
  /** As of the last apply. */
  readonly options: () => LocalClusterOptions;
  readonly host: HostResources;
  readonly store: ObjectStore;
  readonly services: Services;
  readonly apiUrl: () => string;
  readonly changed: () => void;
}

/** Where programs are looked for when this process has no PATH. */
const PLAIN_PATH = '/usr/local/bin:/usr/bin:/bin';

/** DNS names of single pods: `redis-0.redis`, known before the pod exists because its address follows from its name. */
function podNames(store: ObjectStore, addresses: AddressBlock): NamedService[] {
  return store.all('StatefulSet').flatMap(({ metadata, spec }) => {
    const namespace = metadata.namespace ?? DEFAULT_NAMESPACE;
    return Array.from({ length: spec.serviceName === undefined ? 0 : (spec.replicas ?? DEFAULT_REPLICAS) }, (_, ordinal) => ({
      namespace,
      name: `${metadata.name}-${ordinal}.${spec.serviceName ?? ''}`,
      address: addresses.podAddress(`${namespace}/${metadata.name}-${ordinal}`),
      ports: new Map<number, number>(),
    }));
  });
}

/** What one pod needs of the engine. */
export function podContext({ namespace, name, spec }: PodIdentity, sources: PodSources): PodContext {
  const { host, store, services, clock, events } = sources;
  const podDir = below(join(host.runDir, 'pods'), namespace, name);
  const logName = (container: string): string => (spec.containers.length === 1 ? name : `${name}.${container}`);
  return {
    clock,
    events,
    cgroups: host.cgroups,
    podDir,
    changed: sources.changed,
    plan: (identity) => {
      const options = sources.options();
      return planPod(identity, {
        programs: {
          root: options.root,
          pythonPath: options.pythonPath,
          appPythonPaths: options.appPythonPaths ?? {},
          redisServer: options.redisServer,
          searchPath: options.searchPath ?? process.env['PATH'] ?? PLAIN_PATH,
        },
        apps: options.apps,
        images: options.images ?? {},
        modelDir: options.modelDir,
        machinePaths: options.machinePaths ?? [],
        runId: host.runId,
        apiUrl: sources.apiUrl(),
        services: [...services.names(), ...podNames(store, host.addresses)],
        config: new Lookup(store, []).config(namespace),
        podDir,
        logFileOf: (container) => below(host.logDir, `${logName(container)}.log`),
      });
    },
  };
}
