import { AGENT_PORT, HTTP_PORT, LABEL, SERVICE_PORT, TRANSFORMER_CONTAINER } from '../constants';
import type { Child, ContainerPort, Extensions, ObjectMeta, PodSpec } from '../types';
import { appLabel } from './metadata';

/**
 * Port 80 leads to the first port of the first container (of a transformer in the same pod, if there is one), further ports lead to
 * themselves. Follows reconcilers/service/service_reconciler.go, createDefaultSvc, KServe v0.20.0.
 */
export function serviceOf(metadata: ObjectMeta, { logger, batcher }: Extensions, pod: PodSpec): Child {
  const container = pod.containers.find(({ name }) => name === TRANSFORMER_CONTAINER) ?? pod.containers[0];
  const [written, ...others] = container?.ports ?? [];
  const first = written === undefined ? { name: metadata.name, targetPort: HTTP_PORT, protocol: 'TCP' } : servicePort(written);
  const throughAgent = logger !== undefined || batcher !== undefined;
  const ports = [
    { ...first, port: SERVICE_PORT, ...(throughAgent ? { targetPort: AGENT_PORT } : {}) },
    ...others.map(servicePort),
  ];
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: { selector: { [LABEL.app]: appLabel(metadata.name) }, ports },
  };
}

function servicePort({ name, containerPort, protocol = 'TCP' }: ContainerPort): Record<string, unknown> {
  const isH2c = name !== undefined && (name.includes('grpc') || name.includes('h2c'));
  return {
    ...(name === undefined || name === '' ? {} : { name }),
    port: containerPort,
    targetPort: containerPort,
    protocol,
    ...(isH2c ? { appProtocol: 'kubernetes.io/h2c' } : {}),
  };
}
