import { ramp, type HpaSpec } from '../../hpa';
import { titleOf, type CountedPods, type Manifest } from '../../manifests';
import type { Moment } from './schema';

/** The same set of pods on both sides of an apply. */
export interface Applied {
  readonly base: CountedPods;
  readonly head: CountedPods;
}

export interface MomentContext {
  readonly kubernetesVersion: string;
}

/** Finds what an apply does at once to one set of pods. */
export type MomentProducer = (applied: Applied, context: MomentContext) => Moment[];

type Said = Pick<Moment, 'kind' | 'severity'> & Partial<Moment>;

/** @param at the object whose line is shown; by default the one that makes the pods */
export function moment({ base, head }: Applied, said: Said, at: Manifest = head.maker): Moment {
  return {
    pods: head.title,
    namespace: head.maker.namespace ?? null,
    file: at.file,
    line: at.line,
    scaler: scalerOf(head) ?? scalerOf(base) ?? null,
    before: { least: base.minPods, most: base.maxPods ?? null },
    after: null,
    steps: [],
    from: null,
    to: null,
    seconds: null,
    ...said,
  };
}

/** An autoscaler that is an object of its own. */
export function scalerOf({ maker, scaler, pod }: CountedPods): string | undefined {
  return maker !== scaler || pod === undefined ? titleOf(scaler) : undefined;
}

/** Whether both sides are the same object, not one under another name. */
export function isSameObject({ base, head }: Applied): boolean {
  return base.title === head.title && base.maker.namespace === head.maker.namespace;
}

/** How an HPA goes on from a count that somebody has set, while the load stays what it was for the most pods before. */
export function stepsFrom(applied: number, { base, head }: Applied, { kubernetesVersion }: MomentContext): Moment['steps'] {
  const { hpa } = head;
  if (hpa === undefined || applied === 0 || base.maxPods === undefined) return [];
  const settings = { kubernetesVersion };
  const { steps } = ramp(hpa, base.maxPods, base.maxPods, {
    settings,
    applied,
    history: base.hpa === undefined ? 'none' : 'settled',
  });
  return steps.map(({ seconds, replicas }) => ({ seconds, pods: replicas }));
}

/** Seconds that an HPA takes from one count down to another once the load has fallen; null when it does not get there. */
export function secondsDown(spec: HpaSpec, from: number, to: number, { kubernetesVersion }: MomentContext): number | null {
  return ramp(spec, from, to, { settings: { kubernetesVersion } }).steps.find(({ replicas }) => replicas <= to)?.seconds ?? null;
}
