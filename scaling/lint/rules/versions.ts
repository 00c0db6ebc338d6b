import { gateEnabled } from '../../hpa/versions';
import { allObjects } from '../../manifests';
import type { Hit, LintContext, Rule } from '../rule';

/** Kubernetes docs, "Deprecated API Migration Guide": minor version from which each is not served any more. */
const REMOVED_IN: Readonly<Partial<Record<string, readonly [minor: number, use: string]>>> = {
  'autoscaling/v2beta1 HorizontalPodAutoscaler': [25, 'autoscaling/v2'],
  'autoscaling/v2beta2 HorizontalPodAutoscaler': [26, 'autoscaling/v2'],
  'policy/v1beta1 PodDisruptionBudget': [25, 'policy/v1'],
  'batch/v1beta1 CronJob': [25, 'batch/v1'],
  'extensions/v1beta1 Deployment': [16, 'apps/v1'],
  'extensions/v1beta1 DaemonSet': [16, 'apps/v1'],
  'apps/v1beta1 Deployment': [16, 'apps/v1'],
  'apps/v1beta2 Deployment': [16, 'apps/v1'],
  'apps/v1beta1 StatefulSet': [16, 'apps/v1'],
  'apps/v1beta2 StatefulSet': [16, 'apps/v1'],
};

/** Objects in a version that the cluster no longer serves, or that a later one will not. */
function oldVersions({ manifests, kubernetesMinor }: LintContext, state: 'removed' | 'deprecated'): Hit[] {
  return allObjects(manifests).flatMap((object): Hit[] => {
    const { apiVersion, kind } = object;
    const [minor, use] = REMOVED_IN[`${apiVersion} ${kind}`] ?? [];
    if (minor === undefined || kubernetesMinor >= minor !== (state === 'removed')) return [];
    const when = state === 'removed' ? `is not served from Kubernetes 1.${minor}` : `is gone in Kubernetes 1.${minor}`;
    return [{ object, path: 'apiVersion', message: `${apiVersion} ${when}: use ${use}` }];
  });
}

const REMOVED_API: Rule = {
  id: 'removed-api-version',
  severity: 'error',
  refused: true,
  title: 'Objects use an API version that the cluster serves',
  why: 'The API server does not know the object any more: the apply fails, or leaves what was there.',
  fix: 'Use the named version (from v2beta1 of the HPA, targets also move into a `target` block).',
  source: 'Kubernetes docs, "Deprecated API Migration Guide"',
  check: (context) => oldVersions(context, 'removed'),
};

const DEPRECATED_API: Rule = {
  id: 'deprecated-api-version',
  severity: 'warning',
  title: 'Objects use an API version that the next cluster serves too',
  why: 'The version still works here and is gone after an upgrade.',
  fix: 'Use the named version.',
  source: 'Kubernetes docs, "Deprecated API Migration Guide"',
  check: (context) => oldVersions(context, 'deprecated'),
};

const TOLERANCE: Rule = {
  id: 'tolerance-needs-gate',
  severity: 'warning',
  silent: true,
  title: 'A tolerance is set only where the cluster honours it',
  why: 'Before Kubernetes 1.35 the feature gate HPAConfigurableTolerance is off and the API server silently drops the field.',
  fix: 'Turn the gate on, upgrade, or live with the controller’s 10 %.',
  source: 'Kubernetes v1.37, pkg/features/kube_features.go, HPAConfigurableTolerance',
  check: ({ hpas, kubernetesMinor, kubernetesVersion }) =>
    gateEnabled('HPAConfigurableTolerance', kubernetesMinor, {})
      ? []
      : hpas.flatMap(({ object, spec, behaviorPath }): Hit[] =>
          (['scaleUp', 'scaleDown'] as const).flatMap((direction) => {
            const tolerance = spec.behavior?.[direction]?.tolerance;
            if (tolerance === undefined || behaviorPath === undefined) return [];
            const message = `${tolerance} is dropped on Kubernetes ${kubernetesVersion}: the controller’s 10 % stays`;
            return [{ object, path: `${behaviorPath}.${direction}.tolerance`, message }];
          }),
        ),
};

const ZERO: Rule = {
  id: 'zero-needs-gate',
  severity: 'error',
  refused: true,
  title: 'minReplicas 0 only where an HPA may scale to zero',
  why: 'Before Kubernetes 1.37 the feature gate HPAScaleToZero is off and the API server refuses minReplicas 0.',
  fix: 'Use a minimum of 1, turn the gate on, or scale to zero with KEDA or Knative.',
  source: 'Kubernetes v1.37, pkg/features/kube_features.go, HPAScaleToZero',
  check: ({ manifests, kubernetesMinor, kubernetesVersion }) =>
    gateEnabled('HPAScaleToZero', kubernetesMinor, {})
      ? []
      : manifests.hpas
          .filter(({ spec }) => spec.minReplicas === 0)
          .map((object) => ({
            object,
            path: 'spec.minReplicas',
            message: `is 0, which Kubernetes ${kubernetesVersion} refuses`,
          })),
};

export const VERSION_RULES: readonly Rule[] = [REMOVED_API, DEPRECATED_API, TOLERANCE, ZERO];
