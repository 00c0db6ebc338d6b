import { rolloutOf, scales, targetingScalers, titleOf } from '../../manifests';
import type { Hit, Rule } from '../rule';

const DEPLOYMENT_SCALED: Rule = {
  id: 'rollout-deployment-scaled',
  severity: 'error',
  title: 'An autoscaler names the Rollout, not the Deployment behind it',
  why: 'With workloadRef the Rollout runs the pods, and the Deployment only lends its template. At 0 replicas the HPA is off; above 0 it starts a second set of pods that the Rollout does not know.',
  fix: 'Let scaleTargetRef name the Rollout: apiVersion argoproj.io/v1alpha1, kind Rollout.',
  source: 'Argo Rollouts v1.9, docs/features/hpa-support.md and docs/migrating.md, "Reference Deployment From Rollout"',
  check: ({ manifests }) =>
    manifests.workloads.flatMap((workload): Hit[] => {
      const rollout = rolloutOf(workload, manifests.workloads);
      if (rollout === undefined) return [];
      return targetingScalers(manifests)
        .filter((scaler) => scales(scaler, workload))
        .map((object) => ({
          object,
          path: 'spec.scaleTargetRef',
          message: `names ${titleOf(workload)}, whose pods ${titleOf(rollout)} runs (workloadRef)`,
        }));
    }),
};

const DEPLOYMENT_KEEPS_PODS: Rule = {
  id: 'rollout-deployment-keeps-pods',
  severity: 'warning',
  title: 'The Deployment behind a Rollout runs no pods of its own',
  why: 'The Rollout starts its pods beside those of the Deployment and leaves them there: both are paid for, and a Service with the same selector sends traffic to both.',
  fix: 'Set workloadRef.scaleDown to onsuccess or progressively, or write replicas: 0 in the Deployment.',
  source: 'Argo Rollouts v1.9, docs/migrating.md, "Running Rollout and Deployment side-by-side"; rollout/sync.go',
  check: ({ manifests }) =>
    manifests.workloads.flatMap((object): Hit[] => {
      const rollout = rolloutOf(object, manifests.workloads);
      const scaleDown = rollout?.templateOf?.scaleDown;
      if (rollout === undefined || object.replicas === 0 || scaleDown === 'onsuccess' || scaleDown === 'progressively') return [];
      if (targetingScalers(manifests).some((scaler) => scales(scaler, object))) return [];
      const count = object.replicas === undefined ? 'is not set, which is 1' : `is ${object.replicas}`;
      const message = `${count}: ${titleOf(rollout)} runs its pods beside and does not take these away (workloadRef.scaleDown ${scaleDown ?? 'is not set'})`;
      return [{ object, path: 'spec.replicas', message }];
    }),
};

const TEMPLATE_MISSING: Rule = {
  id: 'rollout-template-missing',
  severity: 'note',
  title: 'The object that a Rollout takes its pod template from is here',
  why: 'Without it nothing can be said about what the pods request. Argo Rollouts takes templates of Deployments, ReplicaSets and PodTemplates only.',
  fix: 'Lint the Rollout together with the object that workloadRef names.',
  source: 'Argo Rollouts v1.9, rollout/templateref.go',
  check: ({ manifests }) =>
    manifests.workloads.flatMap((object): Hit[] => {
      const { templateOf } = object;
      if (templateOf === undefined || manifests.workloads.some((one) => rolloutOf(one, manifests.workloads) === object))
        return [];
      return [
        { object, path: 'spec.workloadRef', message: `there is no ${templateOf.kind} ${templateOf.name} in these manifests` },
      ];
    }),
};

export const ROLLOUT_RULES: readonly Rule[] = [DEPLOYMENT_SCALED, DEPLOYMENT_KEEPS_PODS, TEMPLATE_MISSING];
