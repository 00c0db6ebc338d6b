import { completeSpec, DEFAULT_CONTROLLER_SETTINGS, type HpaSpec } from '../../hpa';
import { PROBES, type Child, type Container, type PodSpec, type Probe } from '../types';

/**
 * What the API server fills in when it stores a Deployment or an HPA of KServe's.
 * Follows pkg/apis/core/v1/defaults.go, pkg/apis/apps/v1/defaults.go and pkg/apis/autoscaling/v2/defaults.go, v1.34.
 */
export function stored(child: Child): Child {
  if (child.kind === 'HorizontalPodAutoscaler') return { ...child, spec: storedHpa(child.spec as unknown as HpaSpec) };
  if (child.kind !== 'Deployment') return child;
  const template = child.spec['template'] as { readonly spec: PodSpec };
  const spec = { ...template.spec, containers: template.spec.containers.map(storedContainer), ...accountOf(template.spec) };
  return { ...child, spec: { replicas: 1, ...child.spec, template: { ...template, spec } } };
}

/** The behavior's window downward stays out: the controller reads its own setting then. */
function storedHpa(spec: HpaSpec): Record<string, unknown> {
  const { metrics, behavior } = completeSpec(spec, DEFAULT_CONTROLLER_SETTINGS);
  if (behavior === undefined) return { ...spec, metrics };
  const { selectPolicy, policies } = behavior.scaleDown;
  return { ...spec, metrics, behavior: { scaleUp: behavior.scaleUp, scaleDown: { selectPolicy, policies } } };
}

function accountOf(pod: PodSpec): Record<string, unknown> {
  const account = pod['serviceAccountName'] ?? pod['serviceAccount'];
  return account === undefined ? {} : { serviceAccountName: account, serviceAccount: account };
}

function storedContainer(container: Container): Container {
  const probes = PROBES.flatMap((field) => {
    const probe = container[field];
    return probe === undefined ? [] : [[field, storedProbe(probe)] as const];
  });
  return {
    ...container,
    resources: container.resources ?? {},
    ...(container.ports === undefined ? {} : { ports: container.ports.map((port) => ({ protocol: 'TCP', ...port })) }),
    ...(container.env === undefined ? {} : { env: container.env.map(storedVariable) }),
    ...Object.fromEntries(probes),
  };
}

function storedVariable(variable: NonNullable<Container['env']>[number]): NonNullable<Container['env']>[number] {
  const source = variable['valueFrom'] as { readonly fieldRef?: object; readonly resourceFieldRef?: object } | undefined;
  if (source === undefined) return variable;
  const { fieldRef, resourceFieldRef } = source;
  const valueFrom = {
    ...source,
    ...(fieldRef === undefined ? {} : { fieldRef: { apiVersion: 'v1', ...fieldRef } }),
    ...(resourceFieldRef === undefined ? {} : { resourceFieldRef: { divisor: '0', ...resourceFieldRef } }),
  };
  return { ...variable, valueFrom };
}

const PROBE_DEFAULTS: Readonly<Record<string, number>> = {
  timeoutSeconds: 1,
  periodSeconds: 10,
  successThreshold: 1,
  failureThreshold: 3,
};

function storedProbe(probe: Probe): Probe {
  const { httpGet, grpc } = probe;
  const unset = Object.entries(PROBE_DEFAULTS).filter(([key]) => (probe[key] ?? 0) === 0);
  return {
    ...probe,
    ...Object.fromEntries(unset),
    ...(httpGet === undefined ? {} : { httpGet: { path: '/', scheme: 'HTTP', ...httpGet } }),
    ...(grpc === undefined ? {} : { grpc: { service: '', ...grpc } }),
  };
}
