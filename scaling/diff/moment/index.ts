/**
 * The moment of applying: what an apply does at once to pods that run, whatever comes later.
 *
 * - `replicas`, `replaced`, `autoscaler`, `bounds`, `keda`, `kserve`, `knative`: one cause each, a line of `PRODUCERS`
 * - `moment`, `schema`: what they share
 */
import type { PodsPair } from '../pair-sides';
import { autoscalerMoments } from './autoscaler';
import { boundsMoments } from './bounds';
import { kedaMoments } from './keda';
import { knativeMoments } from './knative';
import { kserveMoments } from './kserve';
import type { MomentContext, MomentProducer } from './moment';
import { replacedMoments } from './replaced';
import { replicasMoments } from './replicas';
import type { Moment } from './schema';

export { MOMENT_KINDS, momentSchema, type Moment, type MomentKind } from './schema';

const PRODUCERS: readonly MomentProducer[] = [
  replicasMoments,
  replacedMoments,
  autoscalerMoments,
  kserveMoments,
  kedaMoments,
  boundsMoments,
  knativeMoments,
];

/** Worst first. Pods that are new or gone have no such moment: nothing runs yet, or any more. */
export function momentsOf(pairs: readonly PodsPair[], context: MomentContext): Moment[] {
  const moments = pairs.flatMap(({ base, head }) =>
    base === undefined || head === undefined ? [] : PRODUCERS.flatMap((produce) => produce({ base, head }, context)),
  );
  return moments.sort((one, other) => RANK[one.severity] - RANK[other.severity]);
}

const RANK: Readonly<Record<Moment['severity'], number>> = { error: 0, warning: 1, note: 2 };
