import { cpus, totalmem } from 'node:os';
import { cpuMillis, memoryBytes, UserError } from '../../contract';
import type { Container, EnvEntry } from '../kubernetes/container';
import { expand } from '../rewrite/expand';
import type { PodIdentity } from './identity';

/** Content of ConfigMaps and Secrets as text, by name; undefined when there is no such object. */
export interface ConfigSource {
  configMap(name: string): Readonly<Record<string, string>> | undefined;
  secret(name: string): Readonly<Record<string, string>> | undefined;
}

/** CPU and memory of the machine, used in place of a missing limit, as on a node. */
const allocatable = { cpuMillis: () => cpus().length * 1000, memoryBytes: () => totalmem() };

function fieldValue(path: string, pod: PodIdentity): string {
  const keyed = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path);
  if (keyed !== null) return pod[keyed[1] as 'labels' | 'annotations'][keyed[2] ?? ''] ?? '';
  const values: Readonly<Record<string, string>> = {
    'metadata.name': pod.name,
    'metadata.namespace': pod.namespace,
    'metadata.uid': pod.uid,
    'status.podIP': pod.ip,
    'status.podIPs': pod.ip,
    'status.hostIP': pod.ip,
    'status.hostIPs': pod.ip,
    'spec.nodeName': 'localhost',
    'spec.serviceAccountName': pod.spec.serviceAccountName,
  };
  return values[path] ?? '';
}

/** Rounded up to whole divisors, as Kubernetes v1.34, pkg/api/v1/resource/helpers.go. */
function resourceValue(
  reference: NonNullable<NonNullable<EnvEntry['valueFrom']>['resourceFieldRef']>,
  own: Container,
  all: readonly Container[],
): string {
  const container = all.find((one) => one.name === reference.containerName) ?? own;
  const [bound, resource] = reference.resource.split('.') as ['limits' | 'requests', 'cpu' | 'memory'];
  const amounts = container.resources[bound];
  if (resource === 'cpu') {
    const millis = amounts.cpuMillis ?? (bound === 'limits' ? allocatable.cpuMillis() : 0);
    return String(Math.ceil(millis / (cpuMillis(reference.divisor) ?? 1000)));
  }
  const bytes = amounts.memoryBytes ?? (bound === 'limits' ? allocatable.memoryBytes() : 0);
  return String(Math.ceil(bytes / (memoryBytes(reference.divisor) ?? 1)));
}

/** The error for an object that a pod refers to and nobody applied. */
export function missing(where: string, kind: string, name: string, key?: string): UserError {
  return new UserError({
    where,
    problem: key === undefined ? `there is no ${kind} ${name}.` : `${kind} ${name} has no key ${key}.`,
    fix: 'Apply it together with the workload, or mark the reference optional.',
    code: 'reference-missing',
  });
}

function entryValue(
  entry: EnvEntry,
  container: Container,
  pod: PodIdentity,
  source: ConfigSource,
  where: string,
): string | undefined {
  const from = entry.valueFrom;
  if (from === undefined) return entry.value ?? '';
  if (from.fieldRef !== undefined) return fieldValue(from.fieldRef.fieldPath, pod);
  if (from.resourceFieldRef !== undefined) return resourceValue(from.resourceFieldRef, container, pod.spec.containers);
  const kind = from.configMapKeyRef === undefined ? 'Secret' : 'ConfigMap';
  const reference = from.configMapKeyRef ?? from.secretKeyRef;
  if (reference === undefined) return undefined;
  const data = kind === 'ConfigMap' ? source.configMap(reference.name) : source.secret(reference.name);
  const value = data?.[reference.key];
  if (value === undefined && !reference.optional) throw missing(where, kind, reference.name, data && reference.key);
  return value;
}

/**
 * Variables that the manifest gives a container, in its order: envFrom first, then env; later ones win and may use earlier
 * ones as `$(NAME)`. Throws a UserError when a ConfigMap, Secret or key is missing that is not optional.
 */
export function manifestEnvironment(container: Container, pod: PodIdentity, source: ConfigSource): Map<string, string> {
  const variables = new Map<string, string>();
  const path = `Pod/${pod.name}  containers[${container.name}]`;
  for (const from of container.envFrom) {
    const kind = from.configMapRef === undefined ? 'Secret' : 'ConfigMap';
    const reference = from.configMapRef ?? from.secretRef;
    if (reference === undefined) continue;
    const data = kind === 'ConfigMap' ? source.configMap(reference.name) : source.secret(reference.name);
    if (data === undefined && !reference.optional) throw missing(`${path}.envFrom`, kind, reference.name);
    for (const [key, value] of Object.entries(data ?? {})) variables.set(`${from.prefix}${key}`, value);
  }
  for (const entry of container.env) {
    const value = entryValue(entry, container, pod, source, `${path}.env[${entry.name}]`);
    if (value !== undefined)
      variables.set(
        entry.name,
        expand(value, (name) => variables.get(name)),
      );
  }
  return variables;
}
