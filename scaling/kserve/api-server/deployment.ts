import { rejected, type Problem } from '../../problem';
import { strategyProblems } from '../../rollout';
import { isSubdomain, labelProblems } from '../admission/metadata';
import type { Child, DeploymentStrategy, PodSpec } from '../types';
import { containerProblems } from './container';
import { isDnsLabel, repeated } from './names';

/**
 * What the API server refuses in a Deployment that KServe makes.
 * Follows pkg/apis/apps/validation/validation.go, ValidateDeployment, and pkg/apis/core/validation/validation.go,
 * ValidatePodTemplateSpec, v1.34: names, containers, resources, probes and the strategy. Volumes, affinity and security contexts
 * are taken as they are.
 */
export function deploymentProblems({ metadata, spec }: Child): Problem[] {
  const { spec: pod } = spec['template'] as { readonly spec: PodSpec };
  const labels = metadata.labels ?? {};
  return [
    ...(isSubdomain(metadata.name) ? [] : [rejected('metadata.name', 'must be a DNS subdomain')]),
    ...labelProblems('metadata.labels', labels),
    ...labelProblems('spec.template.metadata.labels', labels),
    ...(Number(spec['replicas'] ?? 0) < 0 ? [rejected('spec.replicas', 'must not be negative')] : []),
    ...strategyProblems('spec.strategy', spec['strategy'] as DeploymentStrategy),
    ...podProblems('spec.template.spec', pod),
  ];
}

function podProblems(path: string, pod: PodSpec): Problem[] {
  const { containers, initContainers = [] } = pod;
  const volumes = new Set(((pod['volumes'] as { name: string }[] | undefined) ?? []).map(({ name }) => name));
  const at = (index: number): string => `${path}.containers[${index}]`;
  return [
    ...containers.flatMap((container, index) => containerProblems(at(index), container, volumes)),
    ...repeated(containers.map(({ name }) => (name === '' ? undefined : name))).map((index) =>
      rejected(`${at(index)}.name`, 'is the name of another container'),
    ),
    ...initContainers
      .filter(({ name }) => !isDnsLabel(name))
      .map(({ name }, index) => rejected(`${path}.initContainers[${index}].name`, `is "${name}"; must be a DNS label`)),
    ...(pod['restartPolicy'] === 'Always' ? [] : [rejected(`${path}.restartPolicy`, 'must be Always in a Deployment')]),
    ...(Number(pod['terminationGracePeriodSeconds'] ?? 0) < 0
      ? [rejected(`${path}.terminationGracePeriodSeconds`, 'must not be negative')]
      : []),
  ];
}
