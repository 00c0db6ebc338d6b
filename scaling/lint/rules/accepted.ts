import { validateHpa } from '../../hpa';
import { validateScaledJob, validateScaledObject } from '../../keda';
import { validateRevision, validateServiceAnnotations } from '../../kpa';
import { allObjects, triggerContext, type InferenceService, type KnativeService, type Manifest, type Pod } from '../../manifests';
import { formatResource } from '../amounts';
import { rejected, type Problem } from '../../problem';
import type { Hit, LintContext, Rule } from '../rule';

interface Found {
  readonly object: Manifest;
  readonly problem: Problem;
}

/** What the validators of each autoscaler find, and fields of the wrong type. One problem per field. */
function problemsIn(context: LintContext): Found[] {
  const { manifests, kubernetesVersion } = context;
  const found: Found[] = [
    ...allObjects(manifests).flatMap((object) => object.shapeProblems.map((problem) => ({ object, problem }))),
    ...manifests.hpas.flatMap((object) => of(object, validateHpa(object.spec, { kubernetesVersion }))),
    ...manifests.scaledObjects.flatMap((object) => {
      const { scaledObject } = object;
      return of(object, knownTriggers(validateScaledObject(scaledObject, triggerContext(scaledObject.spec.triggers))));
    }),
    ...manifests.scaledJobs.flatMap((object) => {
      const { scaledJob } = object;
      return of(object, knownTriggers(validateScaledJob(scaledJob, triggerContext(scaledJob.spec.triggers))));
    }),
    ...manifests.knativeServices.flatMap((object) => of(object, knativeProblems(object, context))),
    ...manifests.autoscalerConfigs.flatMap((object) =>
      of(
        object,
        object.problems.map((problem) => ({ ...problem, path: `data.${problem.path}` })),
      ),
    ),
    ...manifests.inferenceServices.flatMap((object) => of(object, kserveProblems(object))),
    ...context.pods.flatMap(({ maker, pod }) => of(maker, resourceProblems(pod))),
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
    Object.entries(limitsMilli).flatMap(([resource, limit]) => {
      const request = requestsMilli[resource];
      if (limit === undefined || request === undefined || request <= limit) return [];
      const message = `container ${name} requests ${formatResource(resource, request)} above its limit of ${formatResource(resource, limit)}`;
      return [rejected(`${pod.path}.containers`, message)];
    }),
  );
}

function of(object: Manifest, problems: readonly Problem[]): Found[] {
  return problems.map((problem) => ({ object, problem }));
}

/** KEDA has many more scalers than the ones that are modelled here: a type that is not known is no mistake. */
function knownTriggers(problems: readonly Problem[]): Problem[] {
  return problems.filter(({ path, message }) => !(/^spec\.triggers\[\d+\]\.type$/.test(path) && /^\S/.test(message)));
}

function knativeProblems(service: KnativeService, { manifests }: LintContext): Problem[] {
  const revision = validateRevision(service.revision, manifests.autoscalerConfig).map((problem) => ({
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

/** Follows what a KServe v0.20.0 webhook was recorded to refuse: most checks run only if the class is written and is hpa. */
function kserveProblems({ classAnnotation, autoscalerClass, mode, components }: InferenceService): Problem[] {
  if (mode === 'Knative') return [];
  if (autoscalerClass === 'unknown') {
    const path = 'metadata.annotations.serving.kserve.io/autoscalerClass';
    return [rejected(path, `is ${classAnnotation ?? ''}; Standard mode has hpa, keda, external and none`)];
  }
  return components.flatMap(({ path, minReplicas = 1, maxReplicas = 0, scaleMetric, scaleTarget }) => {
    const problems: Problem[] = [];
    if (maxReplicas !== 0 && minReplicas > maxReplicas) {
      problems.push(rejected(`${path}.minReplicas`, `${minReplicas} is above maxReplicas ${maxReplicas}`));
    }
    if (autoscalerClass === 'keda' && scaleMetric !== undefined) {
      problems.push(rejected(`${path}.scaleMetric`, 'does not go with class keda: use autoScaling.metrics'));
    }
    if (autoscalerClass !== 'hpa' || scaleTarget === undefined) return problems;
    if (classAnnotation === 'hpa' && (scaleTarget < 1 || scaleTarget > 100)) {
      problems.push(rejected(`${path}.scaleTarget`, `is ${scaleTarget}; must be from 1 to 100`));
    } else if (scaleTarget < 1) {
      problems.push(rejected(`${path}.scaleTarget`, `is ${scaleTarget}: KServe takes it, and then fails to create the HPA`));
    }
    return problems;
  });
}

function hits(context: LintContext, effect: Problem['effect']): Hit[] {
  return problemsIn(context)
    .filter(({ problem }) => problem.effect === effect)
    .map(({ object, problem: { path, message } }) => ({ object, path, message }));
}

const REJECTED: Rule = {
  id: 'api-rejects',
  severity: 'error',
  title: 'The API server and the autoscaler’s webhook take the object',
  why: 'A refused object changes nothing: what is running keeps its old settings, or nothing is scaled.',
  fix: 'Correct the field as the message says.',
  source: 'The validation of each project, as followed in scaling/hpa, scaling/kpa and scaling/keda',
  check: (context) => hits(context, 'rejected'),
};

const IGNORED: Rule = {
  id: 'setting-ignored',
  severity: 'warning',
  title: 'Every setting has an effect',
  why: 'The object is taken, and the setting is silently not: it looks like protection that is not there.',
  fix: 'Correct or remove it as the message says.',
  source: 'The behaviour of each project, as followed in scaling/hpa, scaling/kpa and scaling/keda',
  check: (context) => hits(context, 'ignored'),
};

export const ACCEPTED_RULES: readonly Rule[] = [REJECTED, IGNORED];
