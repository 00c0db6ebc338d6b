import { DEPLOYMENT_DEFAULTS } from '../../rollout';
import { ANNOTATION, HTTP_PORT, LABEL, MODEL_CONTAINER, TRANSFORMER_CONTAINER } from '../constants';
import type { Child, Container, DeploymentStrategy, Extensions, ObjectMeta, PodSpec } from '../types';
import { appLabel } from './metadata';

/** KServe writes the API server's defaults into a strategy that leaves them out. */
const { rollingUpdate: ROLLING_UPDATE, progressDeadlineSeconds, revisionHistoryLimit } = DEPLOYMENT_DEFAULTS;

/**
 * The Deployment with what the API server fills in. `replicas` is there only under autoscaler class none: all others leave it to the
 * autoscaler. Follows reconcilers/deployment/deployment_reconciler.go, createRawDefaultDeployment, KServe v0.20.0.
 */
export function deploymentOf(metadata: ObjectMeta, { deploymentStrategy, minReplicas }: Extensions, pod: PodSpec): Child {
  const isManual = metadata.annotations?.[ANNOTATION.class] === 'none';
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      ...(isManual && minReplicas !== undefined ? { replicas: minReplicas } : {}),
      selector: { matchLabels: { [LABEL.app]: appLabel(metadata.name) } },
      strategy: completeStrategy(deploymentStrategy),
      revisionHistoryLimit,
      progressDeadlineSeconds,
      template: { metadata, spec: withPodDefaults(pod) },
    },
  };
}

function completeStrategy(written: DeploymentStrategy = {}): DeploymentStrategy {
  const type = written.type === undefined || written.type === '' ? 'RollingUpdate' : written.type;
  return type === 'RollingUpdate'
    ? { type, rollingUpdate: { ...ROLLING_UPDATE, ...written.rollingUpdate } }
    : { ...written, type };
}

/** reconcilers/deployment/deployment_reconciler.go, setDefaultPodSpec. */
function withPodDefaults(pod: PodSpec): PodSpec {
  return {
    dnsPolicy: 'ClusterFirst',
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    securityContext: {},
    schedulerName: 'default-scheduler',
    ...pod,
    containers: pod.containers.map(withContainerDefaults),
  };
}

function withContainerDefaults(container: Container): Container {
  const isModel = container.name === MODEL_CONTAINER || container.name === TRANSFORMER_CONTAINER;
  const port = container.ports?.[0]?.containerPort ?? HTTP_PORT;
  const probe = { tcpSocket: { port }, timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 };
  return {
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: 'IfNotPresent',
    ...(isModel ? { readinessProbe: probe } : {}),
    ...container,
  };
}
