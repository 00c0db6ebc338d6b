import { effectiveMetrics, minorVersion, type HpaSpec } from '../hpa';
import { isOnHpa } from '../kpa';
import { UserError } from '../../contract';
import {
  hpaOfScaledObject,
  knativeHpa,
  madeScaledObject,
  scales,
  scaledPods,
  standardHpa,
  type Manifests,
  type ScaledPods,
  type TargetingScaler,
  type Workload,
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
  return { manifests, pods, hpas: effectiveHpas(manifests), kubernetesVersion, kubernetesMinor };
}

function effectiveHpas(manifests: Manifests): EffectiveHpa[] {
  const moved = (scaler: TargetingScaler): Pick<EffectiveHpa, 'pod' | 'workload'> => {
    const workload = movedBy(scaler, manifests);
    return { pod: workload?.pod, workload };
  };
  return [
    ...manifests.hpas.map((object) => ({
      object,
      spec: completed(object.spec),
      ...moved(object),
      metricPath: (index: number) => `spec.metrics[${index}]`,
      behaviorPath: 'spec.behavior',
    })),
    ...manifests.scaledObjects.map((object) => ({
      object,
      spec: hpaOfScaledObject(object.scaledObject),
      ...moved(object),
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
        workload: undefined,
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
          workload: undefined,
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
        const metricPath = (): string => `${path}.autoScaling.metrics`;
        return [{ object, spec: hpaOfScaledObject(made), pod, workload: undefined, metricPath, behaviorPath }];
      }),
    ),
  ];
}

/** The workload that a scaler moves; undefined when it is not in the manifests. */
function movedBy(scaler: TargetingScaler, { workloads }: Manifests): Workload | undefined {
  return workloads.find((workload) => scales(scaler, workload));
}

/** With the metrics that the API server fills in. */
function completed(spec: HpaSpec): HpaSpec {
  return { ...spec, metrics: effectiveMetrics(spec.metrics) };
}
