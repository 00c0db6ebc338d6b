import { throwAny, UserError } from '../contract';
import { sum } from '../contract/statistics';
import { runnablesOf, type Runnable } from './apply-checks';
import type { HorizontalPodAutoscaler, ScaledObjectManifest } from './kubernetes/autoscalers';
import { namespaceOf, titleOf } from './kubernetes/objects';
import type { Validated } from './kubernetes/validate';
import { isMapped, type KnownImages } from './pods/image';

/** More pods than one machine holds, whatever they ask for: each is a process with probes of its own. */
const MOST_PODS = 500;
/** What a pod takes that asks for nothing: the smallest interpreters need about this. */
const LEAST_POD_BYTES = 16 * 2 ** 20;

/**
 * Whether the pods of the manifests fit on this machine at all, before any is made.
 *
 * @throws UserError naming what asks for too many pods, or, for images that are mapped, for too much memory
 */
export function requireRoom(objects: readonly Validated[], known: KnownImages, machine: { readonly memoryBytes: number }): void {
  const counted = runnablesOf(objects).map((runnable) => ({ runnable, pods: podsOf(runnable, objects) }));
  throwAny(counted.filter(({ pods }) => pods > MOST_PODS).map(({ runnable, pods }) => tooMany(titleOf(runnable), pods)));
  const all = sum(counted.map(({ pods }) => pods));
  if (all > MOST_PODS) throw tooMany('the manifests together', all);
  const mapped = counted.filter(({ runnable }) =>
    runnable.spec.template.spec.containers.some(({ image }) => isKnownMapped(image, known)),
  );
  const bytes = sum(mapped.map(({ runnable, pods }) => pods * podBytes(runnable)));
  if (bytes <= machine.memoryBytes) return;
  const [largest] = [...mapped].sort((one, other) => other.pods * podBytes(other.runnable) - one.pods * podBytes(one.runnable));
  throw new UserError({
    where: largest === undefined ? 'the manifests' : titleOf(largest.runnable),
    problem: `and the others request ${gib(bytes)} GiB of memory; this machine has ${gib(machine.memoryBytes)} GiB.`,
    fix: 'Lower replicas, or requests.memory.',
    code: 'lab-too-large',
  });
}

function isKnownMapped(image: string, { images }: KnownImages): boolean {
  const entry = Object.hasOwn(images, image) ? images[image] : undefined;
  return entry !== undefined && isMapped(entry);
}

/** Pods that there are at once: those of the manifest, or the fewest that its autoscalers keep. */
function podsOf(runnable: Runnable, objects: readonly Validated[]): number {
  if (runnable.kind === 'Job') return 1;
  const least = objects
    .filter(({ source }) => namespaceOf(source) === namespaceOf(runnable))
    .flatMap(({ source, parsed }) => {
      if (source.kind === 'HorizontalPodAutoscaler') {
        const { scaleTargetRef, minReplicas } = (parsed as HorizontalPodAutoscaler).spec;
        return isTarget(scaleTargetRef, runnable) ? [minReplicas ?? 1] : [];
      }
      if (source.kind !== 'ScaledObject') return [];
      const { scaleTargetRef, minReplicaCount } = (parsed as ScaledObjectManifest).spec;
      return isTarget(scaleTargetRef, runnable) ? [minReplicaCount ?? 0] : [];
    });
  return Math.max(runnable.spec.replicas ?? 1, ...least);
}

function isTarget(
  { kind = 'Deployment', name }: { readonly kind?: string | undefined; readonly name: string },
  runnable: Runnable,
): boolean {
  return kind === runnable.kind && name === runnable.metadata.name;
}

function podBytes(runnable: Runnable): number {
  const requests = runnable.spec.template.spec.containers.map(({ resources }) => resources.requests.memoryBytes ?? 0);
  return Math.max(LEAST_POD_BYTES, sum(requests));
}

function tooMany(where: string, pods: number): UserError {
  return new UserError({
    where,
    problem: `asks for ${pods} pods; one machine holds ${MOST_PODS} at most.`,
    fix: 'Lower replicas, and minReplicas of its autoscaler.',
    code: 'lab-too-large',
  });
}

function gib(bytes: number): string {
  return (bytes / 2 ** 30).toFixed(1);
}
