import { throwAny, UserError } from '../contract';
import type { Container } from './kubernetes/container';
import { namespaceOf, titleOf, type Workload } from './kubernetes/objects';
import type { ScaledJobManifest } from './kubernetes/autoscalers';
import type { Service } from './kubernetes/config';
import type { Job } from './kubernetes/workloads';
import type { Validated } from './kubernetes/validate';
import { missing } from './pods/environment';
import { decidesCode, variableRefused } from './pods/foreign-variables';
import { entryOf, isMapped, type KnownImages } from './pods/image';
import type { MappedImage } from './options';
import { policyOf } from './services/services';

export type Runnable = Workload | Job;

export function runnablesOf(objects: readonly Validated[]): Runnable[] {
  return objects
    .filter(({ source }) => ['Deployment', 'StatefulSet', 'Job'].includes(source.kind))
    .map(({ parsed }) => parsed as Runnable);
}

export function servicesOf(objects: readonly Validated[]): Service[] {
  return objects
    .filter(({ source }) => source.kind === 'Service' && source.apiVersion === 'v1')
    .map(({ parsed }) => parsed as Service);
}

/** A Job as each ScaledJob will make it, to check that its pods can start. */
function jobsOfScaledJobs(objects: readonly Validated[]): Job[] {
  return objects
    .filter(({ source }) => source.kind === 'ScaledJob')
    .map(({ parsed }) => {
      const { metadata, spec } = parsed as ScaledJobManifest;
      return { apiVersion: 'batch/v1', kind: 'Job', metadata, spec: spec.jobTargetRef };
    });
}

/** Ports that the containers of an object open. */
export function containerPorts(runnable: Runnable): number[] {
  const { containers } = runnable.spec.template.spec;
  return [...new Set(containers.flatMap((container) => container.ports.map((port) => port.containerPort)))];
}

interface Reference {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
  readonly path: string;
}

/** ConfigMaps and Secrets that the pods need to start. */
function requiredReferences(runnable: Runnable): Reference[] {
  const { containers, volumes } = runnable.spec.template.spec;
  const found: (Reference | undefined)[] = [];
  const add = (kind: Reference['kind'], name: string | undefined, isOptional: boolean | undefined, path: string): void => {
    if (name !== undefined && isOptional !== true) found.push({ kind, name, path: `spec.template.spec.${path}` });
  };
  volumes.forEach(({ configMap, secret }, index) => {
    add('ConfigMap', configMap?.name, configMap?.optional, `volumes[${index}].configMap`);
    add('Secret', secret?.secretName, secret?.optional, `volumes[${index}].secret`);
  });
  containers.forEach((container, at) => {
    container.env.forEach(({ valueFrom }, index) => {
      const path = `containers[${at}].env[${index}].valueFrom`;
      add('ConfigMap', valueFrom?.configMapKeyRef?.name, valueFrom?.configMapKeyRef?.optional, `${path}.configMapKeyRef`);
      add('Secret', valueFrom?.secretKeyRef?.name, valueFrom?.secretKeyRef?.optional, `${path}.secretKeyRef`);
    });
    container.envFrom.forEach(({ configMapRef, secretRef }, index) => {
      add('ConfigMap', configMapRef?.name, configMapRef?.optional, `containers[${at}].envFrom[${index}].configMapRef`);
      add('Secret', secretRef?.name, secretRef?.optional, `containers[${at}].envFrom[${index}].secretRef`);
    });
  });
  return found.filter((reference) => reference !== undefined);
}

function isForeign({ manifest }: MappedImage): boolean {
  return manifest === 'foreign';
}

/** Fields of a container that name commands, which only the mapping of its image may. */
function commandsOf(container: Container): string[] {
  const probes = (['startupProbe', 'readinessProbe', 'livenessProbe'] as const).filter(
    (probe) => container[probe]?.exec !== undefined,
  );
  return [...probes, ...(container.lifecycle?.preStop?.exec === undefined ? [] : ['lifecycle.preStop'])];
}

function commandRefused(where: string): UserError {
  return new UserError({
    where,
    problem: 'runs a command of the image, which is not on this machine.',
    fix: 'Use httpGet or tcpSocket; a preStop hook may sleep.',
    code: 'manifest-wrong',
  });
}

/**
 * Checks over several objects, before anything starts: images are of this repository or mapped, ConfigMaps and Secrets exist,
 * balancing policies are known. Throws a UserError that names every problem.
 */
export function checkTogether(
  objects: readonly Validated[],
  known: KnownImages,
  exists: (kind: 'ConfigMap' | 'Secret', namespace: string, name: string) => boolean,
): void {
  const errors: UserError[] = [];
  const collect = (check: () => unknown): void => {
    try {
      check();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      errors.push(error);
    }
  };
  for (const service of servicesOf(objects)) collect(() => policyOf(service));
  const isApplied = (kind: string, namespace: string, name: string): boolean =>
    objects.some(({ source }) => source.kind === kind && source.metadata.name === name && namespaceOf(source) === namespace);
  for (const runnable of [...runnablesOf(objects), ...jobsOfScaledJobs(objects)]) {
    runnable.spec.template.spec.containers.forEach((container, index) =>
      collect(() => {
        const path = `${titleOf(runnable)}  spec.template.spec.containers[${index}]`;
        const entry = entryOf(container.image, known, `${path}.image`);
        if (!isMapped(entry)) return;
        throwAny([
          ...commandsOf(container).map((field) => commandRefused(`${path}.${field}`)),
          ...container.env
            .filter(({ name }) => isForeign(entry) && decidesCode(name))
            .map(({ name }) => variableRefused(path, name)),
        ]);
      }),
    );
    const namespace = namespaceOf(runnable);
    for (const { kind, name, path } of requiredReferences(runnable)) {
      if (isApplied(kind, namespace, name) || exists(kind, namespace, name)) continue;
      errors.push(missing(`${titleOf(runnable)}  ${path}`, kind, `${name} in namespace ${namespace}`));
    }
  }
  throwAny(errors);
}
