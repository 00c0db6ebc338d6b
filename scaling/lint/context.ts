import { effectiveMetrics, minorVersion, type HpaSpec } from '../hpa';
import { isOnHpa } from '../kpa';
import { UserError } from '../../contract';
import {
  hpaOfScaledObject,
  knativeHpa,
  madeScaledObject,
  scaledPods,
  standardHpa,
  type Manifest,
  type Manifests,
  type ScaledPods,
} from '../manifests';
import type { EffectiveHpa, LintContext } from './rule';

/** @throws UserError when the version is none of Kubernetes 1 */
export function lintContext(
  manifests: Manifests,
  kubernetesVersion: string,
  pods: readonly ScaledPods[] = scaledPods(manifests),
): LintContext {
  const kubernetesMinor = minorVersion(kubernetesVersion);
  if (kubernetesMinor === undefined) {
    throw new UserError({
      where: `--kubernetes-version ${kubernetesVersion}`,
      problem: 'is not a version of Kubernetes.',
      fix: 'Give it as 1.34.',
      code: 'flag-wrong',
    });
  }
  return { manifests, pods, hpas: effectiveHpas(manifests, pods), kubernetesVersion, kubernetesMinor };
}

function effectiveHpas(manifests: Manifests, pods: readonly ScaledPods[]): EffectiveHpa[] {
  const podOf = (scaler: Manifest): EffectiveHpa['pod'] => pods.find((one) => one.scaler === scaler)?.pod;
  return [
    ...manifests.hpas.map((object) => ({
      object,
      spec: completed(object.spec),
      pod: podOf(object),
      metricPath: (index: number) => `spec.metrics[${index}]`,
      behaviorPath: 'spec.behavior',
    })),
    ...manifests.scaledObjects.map((object) => ({
      object,
      spec: hpaOfScaledObject(object.scaledObject),
      pod: podOf(object),
      metricPath: () => 'spec.triggers',
      behaviorPath:
        object.scaledObject.spec.advanced?.horizontalPodAutoscalerConfig?.behavior === undefined
          ? undefined
          : 'spec.advanced.horizontalPodAutoscalerConfig.behavior',
    })),
    ...manifests.knativeServices
      .filter(({ revision }) => isOnHpa(revision, manifests.autoscalerConfig))
      .map((object) => ({
        object,
        spec: completed(knativeHpa(object.revision, manifests.autoscalerConfig)),
        pod: object.pod,
        metricPath: () => 'spec.template.metadata.annotations',
        behaviorPath: undefined,
      })),
    ...manifests.inferenceServices
      .filter(({ mode, autoscalerClass }) => mode === 'Standard' && autoscalerClass === 'hpa')
      .flatMap((object) =>
        object.components.map((component) => ({
          object,
          spec: standardHpa(component),
          pod: component.pod,
          metricPath: () => component.path,
          behaviorPath: undefined,
        })),
      ),
    ...manifests.inferenceServices.flatMap((object) =>
      object.components.flatMap((component) => {
        const made = madeScaledObject(object, component);
        if (made === undefined) return [];
        const { path, pod, autoScaling } = component;
        const behaviorPath = autoScaling?.hasBehavior === true ? `${path}.autoScaling.behavior` : undefined;
        return [{ object, spec: hpaOfScaledObject(made), pod, metricPath: () => `${path}.autoScaling.metrics`, behaviorPath }];
      }),
    ),
  ];
}

/** With the metrics that the API server fills in. */
function completed(spec: HpaSpec): HpaSpec {
  return { ...spec, metrics: effectiveMetrics(spec.metrics) };
}
