/** One way to break a manifest, and who must notice besides the golden files. */
export interface Mutant {
  /** What a careless edit would do. */
  readonly title: string;
  /** `Deployment/fastapi` */
  readonly object: string;
  readonly path: string;
  /** New value; undefined takes the field away. */
  readonly value: unknown;
  /** Rule that names it, or `Kubernetes schema`. */
  readonly caughtBy: string;
}

const TEMPLATE = 'spec.template.spec';
const CONTAINER = `${TEMPLATE}.containers[0]`;

function mutant(object: string, path: string, value: unknown, caughtBy: string): Mutant {
  const change = value === undefined ? 'removed' : `set to ${JSON.stringify(value)}`;
  return { title: `${object} ${path.replace(`${TEMPLATE}.`, '')} ${change}`, object, path, value, caughtBy };
}

/** What no container may lose, whatever it runs in. */
function containerMutants(object: string): Mutant[] {
  const at = (path: string, value: unknown, caughtBy: string) => mutant(object, `${CONTAINER}.${path}`, value, caughtBy);
  // Knative's own schema has no such fields.
  const unlessKnative = (rule: string) => (object.startsWith('KnativeService/') ? 'Kubernetes schema' : rule);
  return [
    at('resources', undefined, 'resources-bounded'),
    at('resources.limits.cpu', undefined, 'resources-bounded'),
    at('resources.limits.memory', undefined, 'resources-bounded'),
    at('resources.requests.cpu', undefined, 'resources-bounded'),
    at('resources.requests.memory', '64Gi', 'resources-bounded'),
    at('image', 'ml-scaling-lab/fastapi:latest', 'image-pinned'),
    at('image', 'registry.example:5000/fastapi', 'image-pinned'),
    at('securityContext', undefined, 'container-restricted'),
    at('securityContext.readOnlyRootFilesystem', false, 'container-restricted'),
    at('securityContext.allowPrivilegeEscalation', undefined, 'container-restricted'),
    at('securityContext.runAsNonRoot', false, 'container-restricted'),
    at('securityContext.runAsUser', 0, 'container-restricted'),
    at('securityContext.capabilities.drop', [], 'container-restricted'),
    at('securityContext.capabilities.add', ['NET_ADMIN'], 'container-restricted'),
    at('securityContext.privileged', true, unlessKnative('container-restricted')),
    at('securityContext.seccompProfile.type', 'Unconfined', 'container-restricted'),
    at('volumeMounts', undefined, 'volumes-mounted'),
    at('volumeMounts[0].name', 'elsewhere', 'volumes-mounted'),
    at('env', [{ name: 'WANDB_API_KEY', value: 'abc123' }], 'no-secret-values'),
    at('imagepullpolicy', 'Always', 'Kubernetes schema'),
    at('ports', 8000, 'Kubernetes schema'),
    mutant(object, `${TEMPLATE}.hostNetwork`, true, unlessKnative('pod-isolated')),
    mutant(object, `${TEMPLATE}.volumes[0]`, { name: 'tmp', hostPath: { path: '/' } }, unlessKnative('pod-isolated')),
  ];
}

/** What no server may lose. */
function serverMutants(object: string): Mutant[] {
  const at = (path: string, value: unknown, caughtBy: string) => mutant(object, `${CONTAINER}.${path}`, value, caughtBy);
  return [
    ...containerMutants(object),
    at('startupProbe', undefined, 'probes-set'),
    at('readinessProbe', undefined, 'probes-set'),
    at('livenessProbe', undefined, 'probes-set'),
    at('ports[0].containerPort', 7777, 'probe-port-open'),
    at('ports', undefined, 'probe-port-open'),
    mutant(object, `${TEMPLATE}.automountServiceAccountToken`, true, 'token-unmounted'),
    mutant(object, `${TEMPLATE}.automountServiceAccountToken`, undefined, 'token-unmounted'),
  ];
}

function replicatedMutants(object: string): Mutant[] {
  return [
    ...serverMutants(object),
    mutant(object, 'spec.selector', undefined, 'Kubernetes schema'),
    mutant(object, 'spec.selector.matchLabels[app.kubernetes.io/name]', 'other', 'selector-matches-template'),
    mutant(object, 'spec.selector.matchLabels', {}, 'selector-matches-template'),
    mutant(object, `${TEMPLATE}.securityContext`, undefined, 'pod-isolated'),
    mutant(object, 'metadata.namespace', undefined, 'namespace-explicit'),
  ];
}

function servedMutants(name: string): Mutant[] {
  return [
    mutant(`Deployment/${name}`, `${CONTAINER}.lifecycle`, undefined, 'drained-before-stop'),
    mutant(`Deployment/${name}`, `${CONTAINER}.lifecycle.preStop`, {}, 'drained-before-stop'),
    mutant(`Deployment/${name}`, `${CONTAINER}.lifecycle.preStop.sleep.seconds`, 30, 'drained-before-stop'),
    ...serviceMutants(name),
  ];
}

function serviceMutants(name: string): Mutant[] {
  return [
    mutant(`Service/${name}`, 'spec.selector', undefined, 'service-reaches-pods'),
    mutant(`Service/${name}`, 'spec.selector[app.kubernetes.io/name]', 'nobody', 'service-reaches-pods'),
    mutant(`Service/${name}`, 'spec.ports[0].targetPort', 'grpc', 'service-reaches-pods'),
    mutant(`Service/${name}`, 'spec.ports[0].port', '8000', 'Kubernetes schema'),
  ];
}

function benchmarkMutants(name: string): Mutant[] {
  const object = `Job/${name}`;
  return [
    ...containerMutants(object),
    mutant(object, 'spec.backoffLimit', 3, 'benchmark-runs-once'),
    mutant(object, 'spec.backoffLimit', undefined, 'benchmark-runs-once'),
    mutant(object, 'spec.ttlSecondsAfterFinished', 60, 'benchmark-runs-once'),
    mutant(object, 'spec.activeDeadlineSeconds', undefined, 'benchmark-runs-once'),
    mutant(object, `${TEMPLATE}.restartPolicy`, 'OnFailure', 'benchmark-runs-once'),
    mutant(object, 'spec.template.metadata.labels[ml-scaling-lab/benchmark]', undefined, 'benchmark-runs-once'),
  ];
}

const PLATFORM: readonly Mutant[] = [
  mutant('Namespace/ml-scaling-lab', 'metadata.labels[pod-security.kubernetes.io/enforce]', 'privileged', 'namespace-restricted'),
  mutant('Namespace/ml-scaling-lab', 'metadata.labels', undefined, 'namespace-restricted'),
  mutant('NetworkPolicy/default-deny', 'spec.policyTypes', ['Ingress'], 'network-denied-by-default'),
  mutant('NetworkPolicy/default-deny', 'spec.ingress', [{}], 'network-denied-by-default'),
  mutant('NetworkPolicy/default-deny', 'spec.podSelector.matchLabels', { a: 'b' }, 'network-denied-by-default'),
  mutant('Role/benchmark', 'rules[0].verbs', ['*'], 'role-without-wildcards'),
  mutant('Role/benchmark', 'rules[0].resources', ['secrets'], 'role-without-wildcards'),
];

const HPA = 'HorizontalPodAutoscaler/fastapi';
const TARGET = 'spec.metrics[0].resource.target';
const HPA_MUTANTS: readonly Mutant[] = [
  mutant('Deployment/fastapi', 'spec.replicas', 1, 'replicas-and-autoscaler'),
  mutant(HPA, 'spec.scaleTargetRef.name', 'fast-api', 'target-missing'),
  mutant(HPA, 'spec.scaleTargetRef.kind', 'StatefulSet', 'target-missing'),
  mutant(HPA, 'spec.minReplicas', 5, 'min-above-max'),
  mutant(HPA, 'spec.minReplicas', 0, 'zero-needs-gate'),
  mutant(HPA, 'spec.maxReplicas', 0, 'api-rejects'),
  mutant(HPA, 'spec.maxReplicas', undefined, 'Kubernetes schema'),
  mutant(HPA, 'spec.maxReplica', 4, 'Kubernetes schema'),
  mutant(HPA, `${TARGET}.averageUtilization`, undefined, 'api-rejects'),
  mutant(HPA, `${TARGET}.averageUtilization`, 0, 'api-rejects'),
  mutant(HPA, `${TARGET}.type`, 'Value', 'setting-ignored'),
  mutant(HPA, `${TARGET}.type`, 'AverageValue', 'setting-ignored'),
  mutant(HPA, `${TARGET}.averageValue`, '500m', 'api-rejects'),
  mutant(HPA, 'spec.behavior.scaleUp', undefined, 'behavior-both-ways'),
  mutant(HPA, 'spec.behavior.scaleDown', undefined, 'behavior-both-ways'),
  mutant(HPA, 'spec.behavior.scaleDown.policies[0].periodSeconds', 1801, 'api-rejects'),
  mutant(HPA, 'spec.behavior.scaleDown.policies', [], 'api-rejects'),
  mutant(HPA, 'spec.behavior.scaleDown.stabilizationWindowSeconds', 3601, 'api-rejects'),
  mutant(HPA, 'spec.behavior.scaleUp.tolerance', '0.05', 'tolerance-needs-gate'),
];

const KNATIVE = 'KnativeService/fastapi';
function annotation(name: string, value: string | undefined, caughtBy = 'api-rejects'): Mutant {
  return mutant(KNATIVE, `spec.template.metadata.annotations[autoscaling.knative.dev/${name}]`, value, caughtBy);
}
const KNATIVE_MUTANTS: readonly Mutant[] = [
  annotation('minscale', '1', 'setting-ignored'),
  annotation('min-scale', '5'),
  annotation('min-scale', '-1'),
  annotation('target', '9', 'knative-target-above-concurrency'),
  annotation('target', '0'),
  annotation('target-utilization-percentage', '0'),
  annotation('window', '5s'),
  annotation('window', '61m'),
  annotation('window', '6500ms'),
  annotation('initial-scale', '0'),
  annotation('initial-scale', '5', 'knative-max-below-initial-scale'),
  annotation('activation-scale', '1'),
  annotation('metric', 'cpu'),
  annotation('class', 'hpa.autoscaling.knative.dev', 'setting-ignored'),
  annotation('panic-threshold-percentage', '100'),
  mutant(KNATIVE, 'metadata.annotations[autoscaling.knative.dev/min-scale]', '1', 'api-rejects'),
  mutant(KNATIVE, `${TEMPLATE}.containerConcurrency`, 1001, 'api-rejects'),
  mutant(KNATIVE, `${TEMPLATE}.containerConcurrency`, 2, 'knative-target-above-concurrency'),
  mutant(KNATIVE, `${TEMPLATE}.timeoutSeconds`, 3600, 'api-rejects'),
  mutant(KNATIVE, `${TEMPLATE}.replicas`, 2, 'Kubernetes schema'),
];

const KEDA = 'ScaledObject/queue-worker';
const keda = (path: string, value: unknown, caughtBy = 'api-rejects') => mutant(KEDA, `spec.${path}`, value, caughtBy);
const MODIFIERS = 'advanced.scalingModifiers';
const KEDA_MUTANTS: readonly Mutant[] = [
  mutant('Deployment/queue-worker', 'spec.replicas', 1, 'replicas-and-autoscaler'),
  keda('scaleTargetRef.name', 'worker', 'target-missing'),
  keda('minReplicaCount', 5, 'min-above-max'),
  keda('minReplicaCount', 1, 'keda-cooldown-without-effect'),
  keda('idleReplicaCount', 0, 'setting-ignored'),
  keda('maxReplicaCount', '4', 'Kubernetes schema'),
  keda('triggers', [], 'Kubernetes schema'),
  keda('triggers[2]', undefined),
  keda('triggers[0].name', undefined),
  keda('triggers[0].name', 'waiting'),
  keda('triggers[1].name', 'wait'),
  keda('triggers[0].type', 'rediss'),
  keda('triggers[0].metadata.address', undefined, 'keda-authentication-incomplete'),
  keda('triggers[0].metadata.listname', 'bull:predict:wait', 'setting-ignored'),
  keda('triggers[0].metadata.listLength', 'five'),
  keda('triggers[0].metadata.activationListLength', '6', 'keda-activation-above-target'),
  keda('triggers[0].metricType', 'Utilization'),
  keda(`${MODIFIERS}.formula`, 'wait + prioritised + active + delayed'),
  keda(`${MODIFIERS}.formula`, ''),
  keda(`${MODIFIERS}.formula`, 'wait + prioritized + active + delayed +'),
  keda(`${MODIFIERS}.formula`, 'wait + active + delayed', 'setting-ignored'),
  keda(`${MODIFIERS}.target`, '0'),
  keda(`${MODIFIERS}.activationTarget`, '17', 'keda-activation-above-target'),
  keda('advanced.horizontalPodAutoscalerConfig.behavior.scaleUp', undefined, 'behavior-both-ways'),
  keda('advanced.horizontalPodAutoscalerConfig.behavior.scaleUp.policies[0].value', 0),
];

const KSERVE = 'InferenceService/kserve';
const inPredictor = (path: string, value: unknown, caughtBy: string) => mutant(KSERVE, `spec.predictor.${path}`, value, caughtBy);
const KSERVE_MUTANTS: readonly Mutant[] = [
  mutant(KSERVE, 'metadata.annotations[serving.kserve.io/deploymentMode]', 'RawDeployment', 'inference-service-explicit'),
  mutant(KSERVE, 'metadata.annotations[serving.kserve.io/autoscalerClass]', undefined, 'inference-service-explicit'),
  inPredictor('containers[0].name', 'kserve', 'inference-service-container'),
  inPredictor('containers[0].resources.requests.cpu', undefined, 'resources-bounded'),
  inPredictor('containers[0].image', 'ml-scaling-lab/kserve:latest', 'image-pinned'),
  inPredictor('containers[0].securityContext', undefined, 'container-restricted'),
  inPredictor('containers[0].startupProbe', undefined, 'probes-set'),
  inPredictor('containers[0].ports[0].containerPort', 7777, 'probe-port-open'),
  inPredictor('containers[0].volumeMounts', undefined, 'volumes-mounted'),
  inPredictor('securityContext', undefined, 'pod-isolated'),
  inPredictor('automountServiceAccountToken', undefined, 'token-unmounted'),
  inPredictor('minReplicas', 0, 'kserve-zero-becomes-one'),
  inPredictor('scaleMetric', 'rps', 'kserve-autoscaling-overrides'),
  inPredictor('canaryTrafficPercent', 20, 'kserve-no-effect-in-standard'),
  inPredictor('autoScaling.behavior', { scaleUp: { stabilizationWindowSeconds: 0 } }, 'kserve-behavior-ignored'),
  inPredictor('autoScaling.metrics[0].resource.target.type', 'AverageValue', 'kserve-metric-falls-back'),
  inPredictor('maxReplica', 3, 'Kubernetes schema'),
  inPredictor('autoScaling.metrics[0].resource.name', 'gpu', 'Kubernetes schema'),
];

const LLM = 'InferenceService/llm';
const inLlm = (path: string, value: unknown, caughtBy = 'api-rejects') => mutant(LLM, `spec.predictor.${path}`, value, caughtBy);
const QUEUE_METRIC = 'autoScaling.metrics[0].external';
const LLM_MUTANTS: readonly Mutant[] = [
  mutant(LLM, 'metadata.annotations[serving.kserve.io/deploymentMode]', undefined, 'inference-service-explicit'),
  mutant(LLM, 'metadata.annotations[serving.kserve.io/autoscalerClass]', undefined, 'inference-service-explicit'),
  mutant(LLM, 'metadata.annotations[serving.kserve.io/autoscalerClass]', 'hpa', 'kserve-metric-falls-back'),
  inLlm('containers[0].name', 'vllm', 'inference-service-container'),
  inLlm('containers[0].image', 'vllm/vllm-openai:latest', 'image-pinned'),
  inLlm('containers[0].resources.limits[nvidia.com/gpu]', undefined, 'gpus-whole'),
  inLlm('containers[0].resources.limits[nvidia.com/gpu]', '2', 'gpus-whole'),
  inLlm('containers[0].resources.requests[nvidia.com/gpu]', '500m', 'gpus-whole'),
  inLlm('containers[0].resources.limits[nvidia.com/gpu]', 1, 'gpus-whole'),
  inLlm('containers[0].resources.limits.memory', undefined, 'resources-bounded'),
  inLlm('containers[0].securityContext.runAsUser', 0, 'container-restricted'),
  inLlm('containers[0].securityContext.readOnlyRootFilesystem', false, 'container-restricted'),
  inLlm('containers[0].startupProbe', undefined, 'probes-set'),
  inLlm('containers[0].ports[0].containerPort', 8000, 'probe-port-open'),
  inLlm('containers[0].volumeMounts[0].name', 'shm', 'volumes-mounted'),
  inLlm('containers[0].env[5]', { name: 'HF_TOKEN', value: 'hf_abc' }, 'no-secret-values'),
  inLlm('volumes[0]', { name: 'dshm', hostPath: { path: '/dev/shm' } }, 'pod-isolated'),
  inLlm('hostIPC', true, 'pod-isolated'),
  inLlm('minReplicas', 0, 'zero-on-own-metric'),
  inLlm('scaleMetric', 'concurrency'),
  inLlm('containerConcurrency', 8, 'kserve-no-effect-in-standard'),
  inLlm('autoScaling.metrics', undefined, 'kserve-keda-without-triggers'),
  inLlm(`${QUEUE_METRIC}.metric.query`, undefined),
  inLlm(`${QUEUE_METRIC}.target.value`, undefined),
  inLlm(`${QUEUE_METRIC}.metric.backend`, 'prom', 'Kubernetes schema'),
  inLlm('autoScaling.behavior.scaleDown.policies', [{ type: 'Pods', value: 1, periodSeconds: 60 }], 'kserve-behavior-ignored'),
];

const SERVING_MUTANTS: readonly Mutant[] = [
  ...['triton', 'litserve'].flatMap((name) => replicatedMutants(`Deployment/${name}`)),
  ...servedMutants('litserve'),
  // A port of that name is there, so no rule can tell.
  ...servedMutants('triton').filter(({ value }) => value !== 'grpc'),
  mutant('Deployment/triton', `${CONTAINER}.env[4].value`, '2', 'threads-within-limit'),
  mutant('Deployment/triton', `${CONTAINER}.env[5].value`, '2', 'threads-within-limit'),
];

export const MUTANTS = {
  default: [
    ...PLATFORM,
    ...replicatedMutants('Deployment/fastapi'),
    ...replicatedMutants('Deployment/queue-api'),
    ...replicatedMutants('Deployment/queue-worker'),
    ...replicatedMutants('StatefulSet/redis'),
    ...['fastapi', 'queue-api'].flatMap(servedMutants),
    ...serviceMutants('redis'),
    ...benchmarkMutants('bench-load-fastapi'),
    mutant('Deployment/fastapi', 'spec.replicas', undefined, 'replicas-owned'),
    mutant('Deployment/queue-worker', `${CONTAINER}.env[2].value`, '16', 'threads-within-limit'),
  ],
  hpa: HPA_MUTANTS,
  knative: [...serverMutants(KNATIVE), ...KNATIVE_MUTANTS],
  keda: KEDA_MUTANTS,
  kserve: KSERVE_MUTANTS,
  serving: SERVING_MUTANTS,
  llm: LLM_MUTANTS,
  whole: [
    ...PLATFORM,
    ...HPA_MUTANTS,
    ...KEDA_MUTANTS,
    // A fixed number of pods: nothing scales on a metric.
    ...KSERVE_MUTANTS.filter(({ path }) => !/autoScaling|minReplicas|scaleMetric/.test(path)),
    ...serverMutants('KnativeService/knative'),
    ...replicatedMutants('Deployment/triton'),
    // The page watches the lab, so it has a token.
    ...replicatedMutants('Deployment/streamlit').filter(({ path }) => !path.endsWith('automountServiceAccountToken')),
    ...benchmarkMutants('bench-parity'),
    ...benchmarkMutants('bench-autoscaling-knative'),
  ],
} as const satisfies Record<string, readonly Mutant[]>;
