import { hpaName, takesOver } from '../keda';
import { isOnHpa } from '../kpa';
import type { HpaManifest } from './hpa';
import type { HttpScaledObjectManifest } from './http-scaled-object';
import type { ScaledObjectManifest } from './keda';
import { titleOf, type Manifest } from './manifest';
import type { Manifests } from './manifests';
import { sameNamespace } from './namespaces';
import type { Workload } from './workload';

/** A scaler that moves a workload by the scale subresource. */
export type TargetingScaler = HpaManifest | ScaledObjectManifest | HttpScaledObjectManifest;

export interface TargetRef {
  readonly kind: string;
  readonly name: string;
}

/** Something with a scale subresource whose pods are known: a workload, or one that another object makes. */
export interface ScaleTarget {
  readonly kind: string;
  readonly namespace: string | undefined;
  /** The object that somebody wrote. */
  readonly maker: Manifest;
  /** `Deployment api`, or `Deployment iris-predictor of InferenceService iris`. */
  readonly title: string;
  readonly hasName: (name: string) => boolean;
  /** Title of the autoscaler that the maker makes for it: `HPA iris-predictor`; undefined when it makes none. */
  readonly madeAutoscaler: string | undefined;
}

export function targetRefOf(scaler: TargetingScaler): TargetRef {
  if ('scaledObject' in scaler) {
    const { kind, name } = scaler.scaledObject.spec.scaleTargetRef;
    return { kind: kind === undefined || kind === '' ? 'Deployment' : kind, name };
  }
  return { kind: scaler.spec.scaleTargetRef?.kind ?? '', name: scaler.spec.scaleTargetRef?.name ?? '' };
}

/** Every scaler that moves something by name. HTTPScaledObjects that leave the ScaledObject to others move nothing. */
export function targetingScalers({ hpas, scaledObjects, httpScaledObjects }: Manifests): TargetingScaler[] {
  return [
    ...hpas.filter((hpa) => !isMadeByKeda(hpa, scaledObjects) && ownerOf(hpa, scaledObjects) === undefined),
    ...scaledObjects,
    ...httpScaledObjects.filter(({ isScaledByOther }) => !isScaledByOther),
  ];
}

/** The ScaledObject that takes an HPA over, which is its own then; undefined when none does. */
export function ownerOf(hpa: HpaManifest, scaledObjects: readonly ScaledObjectManifest[]): ScaledObjectManifest | undefined {
  return scaledObjects.find((one) => {
    const [target, own] = [targetRefOf(one), targetRefOf(hpa)];
    const isSameTarget = target.kind === own.kind && target.name === own.name;
    return isSameTarget && sameNamespace(one, hpa) && takesOver(one.scaledObject, hpa.name);
  });
}

/** An HPA that KEDA keeps for a ScaledObject, exported from a cluster beside it. */
function isMadeByKeda(hpa: HpaManifest, scaledObjects: readonly ScaledObjectManifest[]): boolean {
  return scaledObjects.some(
    (one) => sameNamespace(one, hpa) && hpaName(one.scaledObject) === hpa.name && hpa.labels[KEDA_LABEL] === one.name,
  );
}

/** KEDA 8b4f083, controllers/keda/hpa.go, newHPAForScaledObject. */
const KEDA_LABEL = 'scaledobject.keda.sh/name';

/** Kinds that have no scale subresource: nothing moves them. */
const UNSCALABLE = new Set(['DaemonSet', 'Job', 'CronJob']);

export function scales(
  scaler: TargetingScaler,
  workload: Pick<Workload, 'kind' | 'name' | 'namespace' | 'appliedWith'>,
): boolean {
  if (UNSCALABLE.has(workload.kind)) return false;
  const { kind, name } = targetRefOf(scaler);
  return kind === workload.kind && name === workload.name && sameNamespace(scaler, workload);
}

export function movesTarget(scaler: TargetingScaler, target: ScaleTarget): boolean {
  const { kind, name } = targetRefOf(scaler);
  return (
    kind === target.kind && target.hasName(name) && sameNamespace(scaler, { ...target, appliedWith: target.maker.appliedWith })
  );
}

/** Everything that an autoscaler can move and whose pods are known. */
export function scaleTargets(manifests: Manifests): ScaleTarget[] {
  return [
    ...manifests.workloads.map((workload) => ({
      kind: workload.kind,
      namespace: workload.namespace,
      maker: workload,
      title: titleOf(workload),
      hasName: named(workload.name),
      madeAutoscaler: undefined,
    })),
    ...manifests.inferenceServices
      .filter(({ mode }) => mode === 'Standard')
      .flatMap((service) =>
        service.components.map(({ deploymentName }) =>
          madeTarget(service, 'Deployment', deploymentName, MADE_BY_CLASS[service.autoscalerClass]?.(deploymentName)),
        ),
      ),
    ...manifests.llmServices.flatMap((service) =>
      service.workloads.map(({ targetKind, targetName, scaling }) =>
        madeTarget(service, targetKind, targetName, scaling?.madeName),
      ),
    ),
    ...manifests.knativeServices.map((service) => {
      const maker = isOnHpa(service.revision, manifests.autoscalerConfig) ? 'the HPA' : 'the PodAutoscaler';
      return {
        ...madeTarget(service, 'Deployment', `${service.revisionName ?? service.name}-deployment`, `${maker} of its revision`),
        hasName: (name: string) => isRevisionDeployment(name, service.name, service.revisionName),
      };
    }),
  ];
}

/** Whether what a scaler moves is in the manifests, or is made by something in them. */
export function hasTarget(scaler: TargetingScaler, manifests: Manifests): boolean {
  return scaleTargets(manifests).some((target) => movesTarget(scaler, target));
}

const MADE_BY_CLASS: Readonly<Record<string, ((name: string) => string) | undefined>> = {
  hpa: (name) => `HPA ${name}`,
  keda: (name) => `ScaledObject ${name}`,
};

function named(wanted: string): (name: string) => boolean {
  return (name) => name === wanted;
}

function madeTarget(maker: Manifest, kind: string, name: string, madeAutoscaler: string | undefined): ScaleTarget {
  const title = `${kind} ${name} of ${titleOf(maker)}`;
  return { kind, namespace: maker.namespace, maker, title, hasName: named(name), madeAutoscaler };
}

/** Knative names revisions `<service>-00001` and their Deployments `<revision>-deployment`. */
function isRevisionDeployment(name: string, service: string, revision: string | undefined): boolean {
  if (revision !== undefined && name === `${revision}-deployment`) return true;
  return name.startsWith(`${service}-`) && /^\d{5}-deployment$/.test(name.slice(service.length + 1));
}
