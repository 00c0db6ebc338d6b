import { KSERVE_STOP, type Arrangement, type KubernetesObject, type Lab, type RestingService } from '../contract';
import { arrangementOf, renderLab, restingServices, type LabInput, type RenderedLab } from '../charts-src';
import { annotated } from './bridge/adjust';
import { fits, requestedMillis } from './cluster/kind/capacity';

/** A lab as it shares the cluster that it is for. */
export interface ArrangedLab extends RenderedLab {
  readonly arrangement: Arrangement;
}

interface Room {
  /** What the cluster runs besides the lab. */
  readonly platform: readonly KubernetesObject[];
  /** Undefined where nobody knows, or the cluster is large. */
  readonly availableMillis: number | undefined;
}

/** The manifests of a lab: all services at once where the CPU is enough for that, else in turns. `turns` of lab.yaml decides first. */
export function renderArranged(input: LabInput, room: Room): ArrangedLab {
  return arranged(renderLab(input), input, room);
}

/** The same for a lab that is rendered already, as `input` has it. */
export function arranged(rendered: RenderedLab, input: LabInput, { platform, availableMillis }: Room): ArrangedLab {
  const { lab } = input;
  const arrangement = arrangementOf(input);
  const isDecided = lab.turns === 'always' || lab.turns === 'never';
  const objects = [...rendered.files.flatMap((file) => file.objects), ...platform];
  if (isDecided || fits(requestedMillis(objects, { lab, arrangement }), availableMillis)) return { ...rendered, arrangement };
  return { ...renderLab({ ...input, arrangement: 'in turns' }), arrangement: 'in turns' };
}

/** Pulumi does not wait until there are pods. */
const NOT_AWAITED = { 'pulumi.com/skipAwait': 'true' };

/**
 * The object as the stack makes it: at rest, where its service rests until a benchmark wakes it, and afterwards. That is what a second
 * update finds, so it changes nothing.
 */
export function atRest(object: KubernetesObject, resting: readonly RestingService[]): KubernetesObject {
  const { apiVersion, kind, metadata } = object;
  const rests = resting.find((one) => one.kind === kind && one.name === metadata.name);
  if (rests?.kind === 'Deployment')
    return annotated({ ...object, spec: { ...(object['spec'] as object), replicas: 0 } }, NOT_AWAITED);
  if (rests?.kind === 'InferenceService') return annotated(object, { [KSERVE_STOP]: 'true' });
  const leadsToRest =
    kind === 'Service' && apiVersion === 'v1' && resting.some(({ podSelector }) => selects(object, podSelector));
  return leadsToRest ? annotated(object, NOT_AWAITED) : object;
}

function selects(service: KubernetesObject, podSelector: string): boolean {
  const { selector = {} } = service['spec'] as { readonly selector?: Readonly<Record<string, string>> };
  return Object.entries(selector).some(([key, value]) => `${key}=${value}` === podSelector);
}

/** Services of a lab that the stack makes at rest. */
export function restingIn(lab: Lab, arrangement: Arrangement): RestingService[] {
  return arrangement === 'in turns' ? restingServices(lab) : [];
}
