import { fallsBack, type InferenceComponent, type InferenceService } from '../../manifests';
import type { Hit, LintContext, Rule } from '../rule';

/** Components that KServe scales with an HPA of its own making. */
function onHpa({ manifests }: LintContext): { object: InferenceService; component: InferenceComponent }[] {
  return manifests.inferenceServices
    .filter(({ mode, autoscalerClass }) => mode === 'Standard' && autoscalerClass === 'hpa')
    .flatMap((object) => object.components.map((component) => ({ object, component })));
}

/** Standard mode is a guess where the object does not say so. */
function assumed({ isModeWritten }: InferenceService): string {
  return isModeWritten ? '' : ' (no deploymentMode annotation: Standard mode is assumed)';
}

const RECORDED = 'KServe v0.20.0 (1fb781055), recorded from its controller in Standard mode';

const METRIC_FALLS_BACK: Rule = {
  id: 'kserve-metric-falls-back',
  severity: 'error',
  title: 'A metric that is asked for is the one that scales',
  why: 'In Standard mode class hpa knows CPU, and memory with a target. Concurrency, rps, external metrics and CPU AverageValue are taken without a word and become CPU 80 %.',
  fix: 'Use class keda with autoScaling.metrics, class external with your own autoscaler, or Knative mode for concurrency.',
  source: `${RECORDED}; pkg/controller/v1beta1/inferenceservice/reconcilers/hpa/hpa_reconciler.go`,
  check: (context) =>
    onHpa(context).flatMap(({ object, component }): Hit[] => {
      if (!fallsBack(component)) return [];
      const [path, asked] =
        component.autoScaling === undefined
          ? [`${component.path}.scaleMetric`, component.scaleMetric ?? '']
          : [`${component.path}.autoScaling.metrics`, 'a metric of autoScaling'];
      return [
        {
          object,
          path,
          message: `${asked} is not possible in Standard mode with class hpa: CPU 80 % is used instead${assumed(object)}`,
        },
      ];
    }),
};

const BEHAVIOR_IGNORED: Rule = {
  id: 'kserve-behavior-ignored',
  severity: 'warning',
  title: 'autoScaling.behavior is written only where it is read',
  why: 'Class hpa ignores it; the HPA gets the API’s default behavior. (Class keda reads only the stabilization windows.)',
  fix: 'Remove it, or use class external and an HPA of your own.',
  source: RECORDED,
  check: (context) =>
    onHpa(context)
      .filter(({ component }) => component.autoScaling?.hasBehavior === true)
      .map(({ object, component }) => ({
        object,
        path: `${component.path}.autoScaling.behavior`,
        message: 'is ignored by class hpa',
      })),
};

const INJECTED: Rule = {
  id: 'kserve-injected-resources',
  severity: 'warning',
  title: 'The first container says its requests and limits itself',
  why: 'KServe fills in 1 CPU and 2Gi for every request and limit that is missing: a percentage of CPU is then of 1 CPU, and a larger model is killed at 2Gi.',
  fix: 'Write requests and limits for cpu and memory.',
  source: RECORDED,
  check: ({ manifests }) =>
    manifests.inferenceServices.flatMap((object) =>
      object.components
        .filter(({ injected }) => injected.length > 0)
        .map(({ path, injected }) => ({ object, path, message: `KServe injects ${injected.join(', ')} (1 CPU, 2Gi)` })),
    ),
};

const ZERO: Rule = {
  id: 'kserve-zero-becomes-one',
  severity: 'warning',
  title: 'minReplicas 0 is written only where KServe scales to zero',
  why: 'In Standard mode with class hpa, 0 becomes 1: the pod, and its GPU, are paid for around the clock.',
  fix: 'Write 1, or use Knative mode or class keda to scale to zero.',
  source: RECORDED,
  check: (context) =>
    onHpa(context)
      .filter(({ component }) => component.minReplicas === 0)
      .map(({ object, component }) => ({
        object,
        path: `${component.path}.minReplicas`,
        message: 'is 0, which becomes 1 in Standard mode',
      })),
};

const NO_EFFECT: Rule = {
  id: 'kserve-no-effect-in-standard',
  severity: 'warning',
  title: 'containerConcurrency is written only in Knative mode',
  why: 'In Standard mode there is no queue-proxy: nothing limits the requests in one pod.',
  fix: 'Remove it, limit requests in the server itself, or use Knative mode.',
  source: RECORDED,
  check: ({ manifests }) =>
    manifests.inferenceServices
      .filter(({ mode }) => mode === 'Standard')
      .flatMap((object) =>
        object.components
          .filter(({ containerConcurrency }) => containerConcurrency !== undefined)
          .map(({ path }) => ({ object, path: `${path}.containerConcurrency`, message: 'has no effect in Standard mode' })),
      ),
};

export const KSERVE_RULES: readonly Rule[] = [METRIC_FALLS_BACK, BEHAVIOR_IGNORED, INJECTED, ZERO, NO_EFFECT];
