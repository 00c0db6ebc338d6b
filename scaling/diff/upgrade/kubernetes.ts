import { approximateFloat } from '../../../contract/quantity';
import {
  DEFAULT_CONTROLLER_SETTINGS,
  DEFAULT_SYNC_PERIOD_SECONDS,
  HpaController,
  type HpaInputs,
  type HpaSpec,
  type MetricSpec,
  type Pod,
} from '../../hpa';
import type { EffectiveHpa, LintContext } from '../../lint';
import type { Concern, Example, VersionDifference } from './difference';

const NOW_MS = 3_600_000;
const PODS = 10;

function hpasWith(context: LintContext, concernOf: (hpa: EffectiveHpa) => readonly Concern[]): Concern[] {
  return context.hpas.flatMap(concernOf);
}

function metricsWith(
  { spec, metricPath }: EffectiveHpa,
  is: (metric: MetricSpec) => boolean,
): { metric: MetricSpec; path: string }[] {
  return (spec.metrics ?? []).flatMap((metric, index) => (is(metric) ? [{ metric, path: metricPath(index) }] : []));
}

/** What an HPA with this metric alone makes of the same inputs, by both versions: the first sync keeps the count that it finds. */
function both(spec: HpaSpec, inputs: HpaInputs, versions: readonly [before: string, after: string]): readonly [number, number] {
  const on = (kubernetesVersion: string): number => {
    const controller = new HpaController(spec, { kubernetesVersion, downscaleStabilizationSeconds: 0 });
    controller.sync(NOW_MS, inputs);
    return controller.sync(NOW_MS + 1000 * DEFAULT_SYNC_PERIOD_SECONDS, inputs).replicas;
  };
  return [on(versions[0]), on(versions[1])];
}

function exampleOf(situation: string, [beforeReplicas, afterReplicas]: readonly [number, number]): Example[] {
  return beforeReplicas === afterReplicas ? [] : [{ situation, beforeReplicas, afterReplicas }];
}

function podWith(index: number, container: string): Pod {
  return {
    name: `pod-${index}`,
    phase: 'Running',
    deleting: false,
    ready: 'True',
    readyTransitionMs: 0,
    startMs: 0,
    containers: [{ name: container, requestsMilli: { cpu: 1000, memory: 1_000_000 } }],
  };
}

/** Half of the pods come from a template that calls the container otherwise, and all are as busy as at 1.8 times the target. */
function halfRenamed(metric: MetricSpec, { spec }: EffectiveHpa): Example[] {
  const source = metric.containerResource;
  const utilization = source?.target.averageUtilization;
  if (source === undefined || utilization === undefined) return [];
  const max = Math.max(spec.maxReplicas, 2 * PODS);
  const pods = Array.from({ length: PODS }, (_, index) =>
    podWith(index, index < PODS / 2 ? source.container : `${source.container}-renamed`),
  );
  const request = pods[0]?.containers[0]?.requestsMilli[source.name] ?? 0;
  const usageMilli = Math.round((1.8 * request * utilization) / 100);
  const samples = pods.map(({ containers }) => ({
    atMs: NOW_MS,
    windowMs: 30_000,
    containers: containers.map(({ name }) => ({ name, usageMilli })),
  }));
  const inputs = { specReplicas: PODS, statusReplicas: PODS, pods, resources: { [source.name]: samples } };
  const replicas = both({ minReplicas: 1, maxReplicas: max, metrics: [metric] }, inputs, ['1.34', '1.35']);
  return exampleOf(`${PODS} pods, half of them without the container, the others at 1.8 times the target`, replicas);
}

const CONTAINER_REQUIRED: VersionDifference = {
  id: 'container-required',
  product: 'Kubernetes',
  changedIn: '1.35.0',
  title: 'A ContainerResource metric needs its container in every pod',
  before: 'a pod that lacks the container counts as one that requests and uses nothing',
  after:
    'one pod that lacks the container makes the metric fail: the HPA does not scale down, and not at all where it has no other metric',
  source: 'pkg/controller/podautoscaler/replica_calculator.go, calculatePodRequestsFromContainers, v1.34.4 and v1.35',
  concerns: (context) =>
    hpasWith(context, (hpa) =>
      metricsWith(hpa, ({ containerResource }) => containerResource !== undefined).map(({ metric, path }) => {
        const name = metric.containerResource?.container;
        const isMissing = hpa.pod !== undefined && !hpa.pod.containers.some((container) => container.name === name);
        const [example] = halfRenamed(metric, hpa);
        return { object: hpa.object, path, when: isMissing ? 'always' : 'sometimes', ...(example && { example }) };
      }),
    ),
};

/** A metric so large that it does not fit an integer. */
function hugeValue(metric: MetricSpec, { spec }: EffectiveHpa): Example[] {
  const name = (metric.external ?? metric.object)?.metric.name ?? '';
  const huge = 4e15;
  const inputs = {
    specReplicas: PODS,
    statusReplicas: PODS,
    pods: Array.from({ length: PODS }, (_, index) => podWith(index, 'app')),
    externalMetricsMilli: { [name]: [huge] },
    objectMetricsMilli: { [name]: huge },
  };
  const replicas = both({ minReplicas: 1, maxReplicas: spec.maxReplicas, metrics: [metric] }, inputs, ['1.34', '1.35']);
  return exampleOf(`a value of ${huge / 1000} at ${PODS} pods`, replicas);
}

const TOTALS_CAPPED: VersionDifference = {
  id: 'totals-capped',
  product: 'Kubernetes',
  changedIn: '1.35.0',
  title: 'Totals that do not fit an integer no longer become negative',
  before:
    'a value so large that the count does not fit 32 bits (or the sum of series 64) overflows, and the HPA goes to its minimum',
  after: 'it is cut to the greatest integer, and the HPA goes towards its maximum',
  source:
    'pkg/controller/podautoscaler/replica_calculator.go, getUsageRatioReplicaCount and GetExternalMetricReplicas, v1.34.4, v1.35 and v1.37.2',
  concerns: (context) =>
    hpasWith(context, (hpa) =>
      metricsWith(hpa, ({ external, object }) => (external ?? object)?.target.value !== undefined).map(({ metric, path }) => {
        const [example] = hugeValue(metric, hpa);
        return { object: hpa.object, path, when: 'sometimes', ...(example && { example }) };
      }),
    ),
};

const DIRECTIONS = ['scaleUp', 'scaleDown'] as const;

function withTolerance(
  context: LintContext,
  exampleFor: (hpa: EffectiveHpa, direction: (typeof DIRECTIONS)[number]) => Example[],
): Concern[] {
  return hpasWith(context, (hpa) =>
    DIRECTIONS.flatMap((direction): Concern[] => {
      const tolerance = hpa.spec.behavior?.[direction]?.tolerance;
      if (tolerance === undefined || hpa.behaviorPath === undefined) return [];
      const [example] = exampleFor(hpa, direction);
      return [
        { object: hpa.object, path: `${hpa.behaviorPath}.${direction}.tolerance`, when: 'always', ...(example && { example }) },
      ];
    }),
  );
}

/** A usage between what is written and the 10 % of the controller. */
function betweenTolerances({ spec }: EffectiveHpa, direction: (typeof DIRECTIONS)[number]): Example[] {
  const tolerance = spec.behavior?.[direction]?.tolerance;
  if (tolerance === undefined) return [];
  const middle = ((approximateFloat(tolerance) ?? 0) + DEFAULT_CONTROLLER_SETTINGS.tolerance) / 2;
  const sign = direction === 'scaleUp' ? 1 : -1;
  const metric = {
    type: 'External',
    external: { metric: { name: 'load' }, target: { type: 'AverageValue', averageValue: 1000 } },
  };
  const pods = 100;
  const load = Math.round(pods * 1_000_000 * (1 + sign * middle));
  const inputs = { specReplicas: pods, statusReplicas: pods, pods: [], externalMetricsMilli: { load: [load] } };
  const behavior = {
    scaleUp: {},
    scaleDown: {},
    ...spec.behavior,
    [direction]: { ...spec.behavior?.[direction], stabilizationWindowSeconds: 0 },
  };
  const replicas = both({ minReplicas: 1, maxReplicas: 2 * pods, metrics: [metric], behavior }, inputs, ['1.34', '1.35']);
  const percent = Number((100 * middle).toFixed(2));
  return exampleOf(`${pods} pods, load ${percent} % ${sign > 0 ? 'above' : 'below'} the target`, replicas);
}

const TOLERANCE_ON: VersionDifference = {
  id: 'tolerance-on',
  product: 'Kubernetes',
  changedIn: '1.35.0',
  title: 'A tolerance that is written is honoured',
  before: 'the feature gate HPAConfigurableTolerance is off by default, and the API server drops the field: 10 % both ways',
  after: 'the gate is on by default: the tolerance holds once the object is applied again with it',
  source: 'pkg/features/kube_features.go, HPAConfigurableTolerance, v1.37',
  concerns: (context) => withTolerance(context, betweenTolerances),
};

const TOLERANCE_LOCKED: VersionDifference = {
  id: 'tolerance-locked',
  product: 'Kubernetes',
  changedIn: '1.37.0',
  title: 'The tolerance gate cannot be turned off any more',
  before: 'a cluster with --feature-gates=HPAConfigurableTolerance=false ignores the tolerance',
  after: 'the gate is locked on: the tolerance holds, and the flag keeps the components from starting',
  source: 'pkg/features/kube_features.go, HPAConfigurableTolerance, v1.37',
  concerns: (context) => withTolerance(context, () => []).map((concern) => ({ ...concern, when: 'sometimes' })),
};

function withZero(context: LintContext): Concern[] {
  return context.manifests.hpas
    .filter(({ spec }) => spec.minReplicas === 0)
    .map((object) => ({ object, path: 'spec.minReplicas', when: 'always' }));
}

const ZERO_REMEMBERED: VersionDifference = {
  id: 'zero-remembered',
  product: 'Kubernetes',
  changedIn: '1.36.0',
  title: 'An HPA scales up from zero only what it scaled to zero itself',
  before: 'an HPA with minReplicas 0 scales up from zero whoever scaled to zero',
  after:
    'only where its condition ScaledToZero says that it did so itself; HPAScaleToZero must be on in the API server and in kube-controller-manager, or it never comes back from zero',
  source: 'pkg/controller/podautoscaler/horizontal.go, shouldComputeMetricsForZeroReplicas, v1.36',
  concerns: (context) => withZero(context).map((concern) => ({ ...concern, when: 'sometimes' })),
};

const ZERO_ON: VersionDifference = {
  id: 'zero-on',
  product: 'Kubernetes',
  changedIn: '1.37.0',
  title: 'minReplicas 0 is accepted',
  before: 'the feature gate HPAScaleToZero is off by default, and the API server refuses minReplicas 0',
  after: 'the gate is on by default: the HPA goes to zero pods when its Object and External metrics are silent',
  source: 'pkg/features/kube_features.go, HPAScaleToZero, v1.37',
  concerns: withZero,
};

const SYNCED_AT_ONCE: VersionDifference = {
  id: 'synced-at-once',
  product: 'Kubernetes',
  changedIn: '1.37.0',
  title: 'A new HPA, and one whose spec changes, is synced at once',
  before: 'the first decision after an apply waits for the sync period, 15 s by default',
  after:
    'it follows the apply at once: a lower minimum or a changed target acts before other objects of the same apply may be there',
  source: 'pkg/controller/podautoscaler/horizontal.go, enqueueHPA and updateHPA, v1.37.2',
  concerns: (context) => hpasWith(context, ({ object }) => [{ object, path: 'spec', when: 'always' }]),
};

export const KUBERNETES_DIFFERENCES: readonly VersionDifference[] = [
  CONTAINER_REQUIRED,
  TOTALS_CAPPED,
  TOLERANCE_ON,
  ZERO_REMEMBERED,
  TOLERANCE_LOCKED,
  ZERO_ON,
  SYNCED_AT_ONCE,
];
