import { fallsBack, type InferenceComponent, type InferenceService } from '../../manifests';
import type { Hit, LintContext, Rule } from '../rule';
import { KSERVE_ADMISSION_RULES } from './kserve-admission';

interface Owned {
  readonly object: InferenceService;
  readonly component: InferenceComponent;
}

/** Components that KServe runs in Standard mode. */
function inStandardMode({ manifests }: LintContext): Owned[] {
  return manifests.inferenceServices
    .filter(({ mode }) => mode === 'Standard')
    .flatMap((object) => object.components.map((component) => ({ object, component })));
}

/** Components that KServe scales with an HPA of its own making. */
function onHpa(context: LintContext): Owned[] {
  return inStandardMode(context).filter(({ object }) => object.autoscalerClass === 'hpa');
}

/** The value at a path of keys, as it was written. */
function written({ body }: InferenceService, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], body);
}

/** The mode is that of the installation where the object does not say it. */
function modeWords({ isModeWritten }: InferenceService): string {
  return isModeWritten ? '' : ' (Standard is the default mode here)';
}

const RECORDED = 'KServe v0.20.0 (1fb781055), recorded from its controller in Standard mode';

const METRIC_FALLS_BACK: Rule = {
  id: 'kserve-metric-falls-back',
  severity: 'error',
  title: 'The metric that is asked for is the one that is used',
  why: 'In Standard mode class hpa knows CPU, and memory with a target. Concurrency, rps, external metrics and CPU AverageValue silently become CPU 80 %.',
  fix: 'Use class keda with autoScaling.metrics, class external with your own autoscaler, or Knative mode for concurrency.',
  source: `${RECORDED}; pkg/controller/v1beta1/inferenceservice/reconcilers/hpa/hpa_reconciler.go`,
  check: (context) =>
    onHpa(context).flatMap(({ object, component }): Hit[] => {
      if (!fallsBack(component)) return [];
      const [path, asked] =
        component.autoScaling === undefined
          ? [`${component.path}.scaleMetric`, component.scaleMetric ?? '']
          : [`${component.path}.autoScaling.metrics`, 'a metric of autoScaling'];
      const message = `${asked} is not possible in Standard mode with class hpa: CPU 80 % is used instead${modeWords(object)}`;
      return [{ object, path, message }];
    }),
};

const BEHAVIOR_IGNORED: Rule = {
  id: 'kserve-behavior-ignored',
  severity: 'warning',
  silent: true,
  title: 'autoScaling.behavior is written only where it is read',
  why: 'Class hpa ignores it; the HPA gets the API’s default behavior. Class keda reads only the stabilization windows.',
  fix: 'Remove it, or use class external and an HPA of your own.',
  source: `${RECORDED}; pkg/controller/v1beta1/inferenceservice/reconcilers/hpa/hpa_reconciler.go and keda/keda_reconciler.go`,
  check: (context) =>
    inStandardMode(context).flatMap(({ object, component }): Hit[] => {
      const path = `${component.path}.autoScaling.behavior`;
      if (component.autoScaling?.hasBehavior !== true) return [];
      if (object.autoscalerClass === 'hpa') return [{ object, path, message: 'is ignored by class hpa' }];
      return object.autoscalerClass === 'keda' && hasPolicies(written(object, path))
        ? [{ object, path, message: 'class keda reads the stabilization windows only, no policies' }]
        : [];
    }),
};

function hasPolicies(behavior: unknown): boolean {
  return /"(policies|selectPolicy|tolerance)":/.test(JSON.stringify(behavior ?? {}));
}

const INJECTED: Rule = {
  id: 'kserve-injected-resources',
  severity: 'warning',
  title: 'The first container sets its own requests and limits',
  why: 'KServe fills in 1 CPU and 2Gi for every request and limit that is missing: a percentage of CPU then refers to 1 CPU, and a larger model is killed at 2Gi.',
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
  silent: true,
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

/** Fields of a predictor that Standard mode ignores, and what follows. */
const WITHOUT_EFFECT: Readonly<Record<string, string>> = {
  containerConcurrency: 'nothing limits the requests in one pod',
  timeout: 'no request is cut',
  canaryTrafficPercent: 'all traffic goes to the new pods at once',
  scaleMetricType: 'no class reads it',
};

const NO_EFFECT: Rule = {
  id: 'kserve-no-effect-in-standard',
  severity: 'warning',
  silent: true,
  title: 'Settings of Knative are written only in Knative mode',
  why: 'In Standard mode there is no queue-proxy and no revision: containerConcurrency, timeout and canaryTrafficPercent are silently ignored. scaleMetricType has no effect in any mode.',
  fix: 'Remove it, set the limit in the server or the route itself, or use Knative mode.',
  source: RECORDED,
  check: (context) =>
    inStandardMode(context).flatMap(({ object, component: { path, role } }) =>
      Object.entries(WITHOUT_EFFECT)
        // A transformer and an explainer get containerConcurrency as their number of workers.
        .filter(([field]) => role === 'predictor' || field !== 'containerConcurrency')
        .filter(([field]) => written(object, `${path}.${field}`) !== undefined)
        .map(([field, what]) => ({ object, path: `${path}.${field}`, message: `has no effect in Standard mode: ${what}` })),
    ),
};

const OVERRIDDEN: Rule = {
  id: 'kserve-autoscaling-overrides',
  severity: 'warning',
  silent: true,
  title: 'Either autoScaling, or scaleMetric and scaleTarget',
  why: 'As soon as autoScaling is set, even with only a behavior, scaleMetric and scaleTarget are not read: without metrics the HPA scales on CPU 80 %.',
  fix: 'Write the metric under autoScaling.metrics, or remove autoScaling.',
  source: `${RECORDED}; pkg/controller/v1beta1/inferenceservice/reconcilers/hpa/hpa_reconciler.go, getHPAMetrics`,
  check: (context) =>
    onHpa(context).flatMap(({ object, component: { path, autoScaling, scaleMetric, scaleTarget } }): Hit[] => {
      if (autoScaling === undefined) return [];
      const field = scaleTarget === undefined ? 'scaleMetric' : 'scaleTarget';
      if (scaleMetric === undefined && scaleTarget === undefined) return [];
      return [{ object, path: `${path}.${field}`, message: 'is not read, because autoScaling is set' }];
    }),
};

const EXTERNAL: Rule = {
  id: 'kserve-external-replicas',
  severity: 'warning',
  silent: true,
  title: 'Class external has no minReplicas and maxReplicas',
  why: 'KServe makes a Deployment of one pod and leaves the rest to your own autoscaler: until it acts there is one pod, and no bound.',
  fix: 'Set the bounds in your own autoscaler, or use class none for a fixed number of pods.',
  source: RECORDED,
  check: (context) =>
    inStandardMode(context)
      .filter(({ object, component }) => object.autoscalerClass === 'external' && (component.minReplicas ?? 1) !== 1)
      .map(({ object, component: { path } }) => ({
        object,
        path: `${path}.minReplicas`,
        message: 'is not read under class external: the Deployment starts with 1 pod',
      })),
};

const NO_TRIGGERS: Rule = {
  id: 'kserve-keda-without-triggers',
  severity: 'error',
  title: 'Class keda has metrics to scale on',
  why: 'Triggers come from autoScaling.metrics alone: without them the ScaledObject has none, and KEDA refuses it.',
  fix: 'Write autoScaling.metrics, or use class hpa for CPU.',
  source:
    'KServe v0.20.0 (1fb781055), pkg/controller/v1beta1/inferenceservice/reconcilers/keda/keda_reconciler.go, getKedaMetrics',
  check: (context) =>
    inStandardMode(context)
      .filter(({ object, component }) => object.autoscalerClass === 'keda' && component.scaleMetric === undefined)
      .filter(({ object, component: { path } }) => written(object, `${path}.autoScaling.metrics`) === undefined)
      .map(({ object, component: { path } }) => ({
        object,
        path,
        message: 'has no autoScaling.metrics: its ScaledObject would have no trigger',
      })),
};

const KNATIVE_ANNOTATION = /^autoscaling\.knative\.dev\//;
const BOUND_ANNOTATION = /^autoscaling\.knative\.dev\/(min|max)-scale$/;

const DROPPED: Rule = {
  id: 'kserve-scale-annotations-dropped',
  severity: 'warning',
  silent: true,
  title: 'Annotations of Knative are written only where they are read',
  why: 'KServe drops min-scale and max-scale in both modes, and writes them itself from minReplicas (1 when absent) and maxReplicas. In Standard mode there is no Knative, so none of the others has an effect.',
  fix: 'Write minReplicas and maxReplicas; in Standard mode scaleMetric and scaleTarget, or autoScaling.metrics with class keda.',
  source: 'KServe v0.20.0 (1fb781055), pkg/constants/constants.go, ServiceAnnotationDisallowedList',
  check: ({ manifests }) =>
    manifests.inferenceServices.flatMap((object) => {
      const places = ['metadata.annotations', ...object.components.map(({ path }) => `${path}.annotations`)];
      return places.flatMap((place) =>
        Object.keys(written(object, place) ?? {}).flatMap((key): Hit[] => {
          if (!KNATIVE_ANNOTATION.test(key)) return [];
          const hit = (message: string): Hit[] => [{ object, path: `${place}.${key}`, message }];
          if (BOUND_ANNOTATION.test(key)) return hit('is dropped: KServe writes it from minReplicas and maxReplicas');
          return object.mode === 'Standard' ? hit(`has no effect in Standard mode${modeWords(object)}`) : [];
        }),
      );
    }),
};

export const KSERVE_RULES: readonly Rule[] = [
  METRIC_FALLS_BACK,
  BEHAVIOR_IGNORED,
  INJECTED,
  ZERO,
  NO_EFFECT,
  OVERRIDDEN,
  EXTERNAL,
  NO_TRIGGERS,
  DROPPED,
  ...KSERVE_ADMISSION_RULES,
];
