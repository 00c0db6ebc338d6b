import { gateEnabled, validateBehavior, validateHpa } from '../../hpa';
import {
  isResourceTrigger,
  KEDA_ANNOTATION,
  overrides,
  validateScaledJob,
  validateScaledObject,
  type ScaledObject,
} from '../../keda';
import { validateRevision, validateServiceAnnotations } from '../../kpa';
import {
  allObjects,
  madeScaledObject,
  triggerContext,
  type InferenceService,
  type KnativeService,
  type Manifest,
  type Pod,
} from '../../manifests';
import { formatResource } from '../amounts';
import { rejected, type Problem } from '../../problem';
import type { Hit, LintContext, Rule } from '../rule';
import { admissionProblems } from './kserve-admission';

interface Found {
  readonly object: Manifest;
  readonly problem: Problem;
}

/** What the validators of each autoscaler find, and fields of the wrong type. One problem per field. */
function problemsIn(context: LintContext): Found[] {
  const { manifests, kubernetesVersion, kubernetesMinor } = context;
  const tolerance = gateEnabled('HPAConfigurableTolerance', kubernetesMinor, {}) ? 'honoured' : 'dropped';
  const found: Found[] = [
    ...allObjects(manifests).flatMap((object) => object.shapeProblems.map((problem) => ({ object, problem }))),
    ...manifests.hpas.flatMap((object) => of(object, validateHpa(object.spec, { kubernetesVersion }))),
    ...manifests.scaledObjects.flatMap((object) => {
      const { scaledObject } = object;
      return of(object, [
        ...validateScaledObject(scaledObject, triggerContext(scaledObject.spec.triggers)),
        ...validateBehavior(scaledObject.spec.advanced?.horizontalPodAutoscalerConfig?.behavior, KEDA_BEHAVIOR, tolerance),
        ...pauseProblems(scaledObject),
        ...requestProblems(scaledObject, context.pods.find(({ scaler }) => scaler === object)?.pod),
      ]);
    }),
    ...manifests.scaledJobs.flatMap((object) => {
      const { scaledJob } = object;
      return of(object, validateScaledJob(scaledJob, triggerContext(scaledJob.spec.triggers)));
    }),
    ...manifests.knativeServices.flatMap((object) => of(object, knativeProblems(object, context))),
    ...manifests.autoscalerConfigs.flatMap((object) =>
      of(
        object,
        object.problems.map((problem) => ({ ...problem, path: `data.${problem.path}` })),
      ),
    ),
    ...manifests.inferenceServices.flatMap((object) => of(object, admissionProblems(object))),
    ...manifests.inferenceServices.flatMap((object) => of(object, madeTriggerProblems(object))),
    ...context.pods
      .filter(({ maker }) => !manifests.inferenceServices.some((object) => object === maker && object.mode === 'Standard'))
      .flatMap(({ maker, pod }) => of(maker, resourceProblems(pod))),
  ];
  const seen = new Map<Manifest, Set<string>>();
  return found.filter(({ object, problem: { path } }) => {
    const paths = seen.get(object) ?? new Set();
    seen.set(object, paths);
    return !paths.has(path) && paths.add(path).has(path);
  });
}

/** Follows Kubernetes v1.34, pkg/apis/core/validation/validation.go, ValidateResourceRequirements. */
function resourceProblems(pod: Pod): Problem[] {
  return [...pod.containers, ...pod.initContainers].flatMap(({ name, requestsMilli, limitsMilli }) =>
    Object.entries(requestsMilli).flatMap(([resource, request]) => {
      const problem = request === undefined ? undefined : requestProblem(resource, request, limitsMilli[resource]);
      return problem === undefined ? [] : [rejected(`${pod.path}.containers`, `container ${name} ${problem}`)];
    }),
  );
}

/** Devices and the like come whole, and a request for them is their limit too: nobody shares them. */
function requestProblem(resource: string, request: number, limit: number | undefined): string | undefined {
  const requests = `requests ${formatResource(resource, request)}`;
  const isDevice = resource.includes('/');
  if (isDevice && request % 1000 !== 0) return `${requests} ${resource}; must be a whole number`;
  if (limit === undefined) return isDevice ? `${requests} ${resource} without a limit; the limit must be the same` : undefined;
  if (isDevice && request !== limit)
    return `${requests} ${resource}, and its limit is ${formatResource(resource, limit)}; they must be the same`;
  return request <= limit ? undefined : `${requests} above its limit of ${formatResource(resource, limit)}`;
}

function of(object: Manifest, problems: readonly Problem[]): Found[] {
  return problems.map((problem) => ({ object, problem }));
}

/** KEDA reads the number and asks for it; the scale subresource refuses it. */
function pauseProblems({ annotations }: ScaledObject): Problem[] {
  const { pausedReplicas } = overrides(annotations);
  if (pausedReplicas === undefined || pausedReplicas >= 0) return [];
  return [rejected(`metadata.annotations.${KEDA_ANNOTATION.pausedReplicas}`, `is ${pausedReplicas}; must not be negative`)];
}

/** Where a ScaledObject has what KEDA hands to its HPA as behavior, unchecked. */
const KEDA_BEHAVIOR = 'spec.advanced.horizontalPodAutoscalerConfig.behavior';

/**
 * KEDA wants a request for AverageValue too; utilization-without-requests covers Utilization.
 * Follows KEDA 8b4f083, apis/keda/v1alpha1/scaledobject_webhook.go, verifyCPUMemoryScalers.
 */
function requestProblems({ spec }: ScaledObject, pod: Pod | undefined): Problem[] {
  return spec.triggers.flatMap((trigger, index) => {
    const { type, metricType, metadata } = trigger;
    if (!isResourceTrigger(trigger) || metricType !== 'AverageValue') return [];
    return (pod?.containers ?? [])
      .filter(({ name }) => (metadata['containerName'] ?? name) === name)
      .filter(({ requestsMilli }) => requestsMilli[type] === undefined)
      .map(({ name }) => rejected(`spec.triggers[${index}].type`, `${type} needs a ${type} request on container ${name}`));
  });
}

/** What KEDA would refuse in the triggers that KServe makes of metrics, in the same order. */
function madeTriggerProblems(object: InferenceService): Problem[] {
  return object.components.flatMap((component) => {
    const made = madeScaledObject(object, component);
    if (made === undefined) return [];
    return validateScaledObject(made, triggerContext(made.spec.triggers)).flatMap((problem) => {
      const [, index, rest = ''] = /^spec\.triggers\[(\d+)\](.*)$/.exec(problem.path) ?? [];
      if (index === undefined) return [];
      const message = `makes a trigger that KEDA refuses: ${rest.replace(/^\./, '')} ${problem.message}`;
      return [{ ...problem, path: `${component.path}.autoScaling.metrics[${index}]`, message }];
    });
  });
}

function knativeProblems(service: KnativeService, { manifests }: LintContext): Problem[] {
  const revision = validateRevision(service.revision, manifests.autoscalerConfig, service.timeoutSeconds).map((problem) => ({
    ...problem,
    path: problem.path.startsWith('spec.')
      ? `spec.template.${problem.path}`
      : `spec.template.metadata.annotations.${problem.path}`,
  }));
  const misplaced = validateServiceAnnotations(service.annotations).map((problem) => ({
    ...problem,
    path: `metadata.annotations.${problem.path}`,
  }));
  return [...revision, ...misplaced];
}

function hits(context: LintContext, effect: Problem['effect']): Hit[] {
  return problemsIn(context)
    .filter(({ problem }) => problem.effect === effect)
    .map(({ object, problem: { path, message } }) => ({ object, path, message }));
}

const REJECTED: Rule = {
  id: 'api-rejects',
  severity: 'error',
  refused: true,
  title: 'The API server and the autoscaler’s webhook accept the object',
  why: 'A refused object changes nothing: what is running keeps its old settings, or nothing is scaled.',
  fix: 'Correct the field as the message says.',
  source: 'The validation of each project, as followed in scaling/hpa, scaling/kpa, scaling/keda and scaling/kserve',
  check: (context) => hits(context, 'rejected'),
};

const IGNORED: Rule = {
  id: 'setting-ignored',
  severity: 'warning',
  silent: true,
  title: 'Every setting has an effect',
  why: 'The object is accepted and the setting silently ignored: it looks like protection that is not there.',
  fix: 'Correct or remove it as the message says.',
  source: 'The behaviour of each project, as followed in scaling/hpa, scaling/kpa and scaling/keda',
  check: (context) => hits(context, 'ignored'),
};

export const ACCEPTED_RULES: readonly Rule[] = [REJECTED, IGNORED];
