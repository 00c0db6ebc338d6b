import { secondsText, type DiffReport, type Moment, type MomentKind } from '../../../scaling/diff';
import type { Item } from '../../model/block';
import { podCount } from './expectations';

/** What the apply does at once, and how to avoid what nobody wants. */
export function momentItems({ moments }: DiffReport): Item[] {
  const items = moments.map((one) => ({
    lead: one.severity,
    text: `${one.pods}: ${WORDS[one.kind](one)} (${one.file}:${one.line})`,
  }));
  return moments.some(({ kind }) => kind === 'replicas-removed') ? [...items, AVOID_THE_DEFAULT] : items;
}

/** The worst of it in a few words; undefined where nothing is worse than a note. */
export function momentHeadline({ moments }: DiffReport): string | undefined {
  const bad = moments.filter(({ severity }) => severity !== 'note');
  const [worst] = bad;
  if (worst === undefined) return undefined;
  const more = bad.length === 1 ? '' : ` (and ${bad.length - 1} more)`;
  return `at the apply, ${worst.pods} ${SHORT[worst.kind]?.(worst) ?? 'needs a look'}${more}`;
}

const AVOID_THE_DEFAULT =
  'To keep the count while spec.replicas goes: with kubectl apply, take it out of the last-applied configuration first (kubectl apply edit-last-applied); ' +
  'with Helm 3, which merges in the same way, keep rendering the live count (lookup), or upgrade when one pod is enough; ' +
  'with Helm 4 or any server-side apply the count stays if the autoscaler has set it since the last apply, and else another field manager has to own spec.replicas first; ' +
  'with Argo CD, ignore /spec/replicas and set RespectIgnoreDifferences=true, or use ServerSideApply=true (docs/diff.md#replicas-removed).';
const NOT_PRUNED = 'kubectl apply without --prune leaves';

const WORDS: Readonly<Record<MomentKind, (moment: Moment) => string>> = {
  'replicas-removed': (one) =>
    `the apply that takes spec.replicas out sets the count to 1 at once (the default): ${stopping(one)}${goingOn(one)}.`,
  'replicas-written': (one) =>
    `this apply, and each later one, sets the count to ${one.after ?? 0}, whatever ${one.scaler ?? 'its autoscaler'} had decided: ${moving(one)}${goingOn(one)}.`,
  'replicas-zero': (one) =>
    one.severity === 'error'
      ? `the apply stops all pods (${range(one)}) and turns ${one.scaler ?? 'the HPA'} off: it does not act on a target at 0 pods (ScalingActive False, ScalingDisabled) until somebody scales it up. Leave spec.replicas out, or delete the HPA too if it is meant to stop.`
      : `the apply stops all pods (${range(one)}), and each later one does so again; ${one.scaler ?? 'KEDA'} starts them once a trigger is active. Leave spec.replicas out, or pause the ScaledObject.`,
  'workload-replaced': (one) =>
    `it is a new object beside ${one.from ?? ''}, which goes (kubectl apply without --prune leaves it): it starts with ${podCount(one.after ?? 0)}, whatever the old one had grown to (${range(one)})${goingOn(one)}. Give it the live count for the first apply.`,
  'autoscaler-removed': (one) =>
    `nobody scales it any more: it stays at the count that ${one.scaler ?? 'the autoscaler'} last set (${range(one)})${one.before.least === 0 ? ', also when that is 0' : ''}; only a fresh install starts with 1. Write spec.replicas. ${NOT_PRUNED} ${one.scaler ?? 'it'} in the cluster.`,
  'autoscaler-removed-fixed': (one) =>
    `${one.scaler ?? 'its autoscaler'} is removed: it is fixed at ${podCount(one.after ?? 0)} (was ${range(one)}): ${moving(one)}. ${NOT_PRUNED} ${one.scaler ?? 'it'} in the cluster, and then both set the count.`,
  'autoscaler-removed-restored': (one) =>
    `${one.scaler ?? 'its ScaledObject'} is removed, and KEDA sets the count back to what it was before KEDA scaled it (restoreToOriginalReplicaCount), which these files do not say; now it is ${range(one)}. From then on nobody scales it: write spec.replicas.`,
  'autoscaler-added': (one) =>
    `${one.scaler ?? 'its new autoscaler'} sets the count to ${one.after ?? 0} at its first sync, whatever the load and its behavior say: ${moving(one)}.`,
  'autoscaler-renamed': ({ from, to }) =>
    `until ${from ?? ''} is deleted, ${to ?? ''} and it move the same pods, and Kubernetes lets neither act (AmbiguousSelector). ${NOT_PRUNED} both.`,
  'scaled-object-refused': ({ from, to }) =>
    `KEDA's webhook refuses ${to ?? ''} while ${from ?? ''} is there ("already managed by the hpa"), and kubectl apply, Helm and Argo CD create before they delete. Delete ${from ?? ''} first (the count stays), or hand it over: annotation scaledobject.keda.sh/transfer-hpa-ownership: "true" with advanced.horizontalPodAutoscalerConfig.name.`,
  'hpa-beside-scaled-object': ({ from, to, before }) =>
    `until ${from ?? ''} is deleted, its own HPA and ${to ?? ''} move the same pods, and Kubernetes lets neither act (AmbiguousSelector)${before.least === 0 ? `; if it is at 0 pods then, ${to ?? ''} does not start any (ScalingDisabled): scale it to 1 by hand` : ''}.`,
  'maximum-lowered': (one) =>
    `with more than ${podCount(one.after ?? 0)} running the first sync after the apply goes down to ${one.after ?? 0} at once, past the stabilization window and scaleDown policies: ${stopping(one)}. Apply it when load is low.`,
  'minimum-raised': (one) =>
    `with fewer than ${podCount(one.after ?? 0)} running the first sync after the apply goes up to ${one.after ?? 0} at once, past scaleUp policies (${one.before.least} before, when idle).`,
  'minimum-lowered': ({ before, after, seconds }) =>
    `at peak nothing happens; with ${podCount(before.least)} running and no load it ${seconds === null ? 'stays there, because its policies remove none' : `goes down to ${after ?? 0} within ${secondsText(seconds)}`}.`,
  'zero-on-first-poll': ({ after, seconds, before }) =>
    `a trigger that is silent at KEDA's first poll ${seconds === 0 || seconds === null ? '' : `after the initial cooldown of ${secondsText(seconds)} `}sets the count to ${after ?? 0} at once: cooldownPeriod counts from the last activity, and there was none yet (${range({ before })} run now). Set initialCooldownPeriod.`,
  'zero-after-cooldown': ({ seconds }) =>
    `the last pods go ${secondsText(seconds ?? 0)} after the last activity; if its triggers have been silent for that long, at the first poll.`,
  'zero-skips-behavior': ({ seconds }) =>
    `KEDA itself takes what is left to 0, ${secondsText(seconds ?? 0)} after the last activity, from whatever count the HPA has reached: behavior.scaleDown does not hold that step.`,
  paused: (one) =>
    `KEDA stops scaling it: ${one.after === null ? `it stays at the count it has (${range(one)})` : `it goes to ${podCount(one.after)} and stays there (${moving(one)})`} until the annotation is removed.`,
  'pause-lifted': () => 'KEDA scales it again: the next poll goes to what its triggers say.',
  'pause-left': ({ to, after }) =>
    `it is paused (${to ?? 'scaling'})${after === null ? '' : ` at ${podCount(after)}`}, so that what changes here has no effect until the pause annotation is removed.`,
  'class-refused': () =>
    `it gets stuck: KServe does not delete the HPA of class hpa, KEDA's webhook refuses the ScaledObject while that HPA is there, and the reconciler tries for ever. Delete the HPA by hand (the count stays), or stop the InferenceService first.`,
  'class-left-behind': ({ to }) =>
    to === 'hpa'
      ? `KServe does not delete the ScaledObject of class keda: its HPA and the new one move the same pods, and Kubernetes lets neither act (AmbiguousSelector). Delete the ScaledObject by hand.`
      : `KServe does not delete the ScaledObject of class keda, which goes on scaling under class ${to ?? ''}. Delete it by hand.`,
  'class-to-fixed': ({ to, after, before }) =>
    after === null
      ? `KServe deletes the HPA; under class ${to ?? ''} it stays at the count that it has (${range({ before })}) until something else scales it.`
      : `KServe deletes the HPA and sets the count to ${after} (${range({ before })} before).`,
  'mode-refused': ({ from, to }) =>
    `KServe's webhook refuses to change the mode of an InferenceService that is there (${from ?? ''} to ${to ?? ''}): delete it and create it again, which stops its pods.`,
  'new-revision': (one) =>
    `a changed template is a new revision: it starts with ${podCount(one.after ?? 0)} and takes all traffic as soon as it is ready, whatever the old one had grown to (${range(one)}). Set initial-scale, or roll out gradually (serving.knative.dev/rollout-duration), at peak.`,
};

const SHORT: Readonly<Partial<Record<MomentKind, (moment: Moment) => string>>> = {
  'replicas-removed': (one) => `falls to 1 pod (${range(one)} before)`,
  'replicas-written': (one) => `is set to ${podCount(one.after ?? 0)} (${range(one)} before)`,
  'replicas-zero': (one) => (one.severity === 'error' ? 'stops, and its HPA is off' : 'stops'),
  'workload-replaced': (one) => `starts with ${podCount(one.after ?? 0)} (${range(one)} before)`,
  'autoscaler-removed': () => 'stays where it is: nothing scales it any more',
  'autoscaler-removed-fixed': (one) => `is fixed at ${podCount(one.after ?? 0)}`,
  'autoscaler-removed-restored': () => 'goes back to the count before KEDA',
  'autoscaler-added': (one) => `goes to ${podCount(one.after ?? 0)} at once`,
  'scaled-object-refused': () => 'keeps its HPA: KEDA refuses the ScaledObject',
  'hpa-beside-scaled-object': () => 'has two autoscalers for a while',
  'maximum-lowered': (one) => `may lose ${lost(one) ?? 'many'} pods at once`,
  'zero-on-first-poll': (one) => `may go to ${podCount(one.after ?? 0)} at once`,
  paused: () => 'is not scaled any more',
  'pause-left': () => 'is paused: the change has no effect',
  'class-refused': () => 'gets stuck between two autoscalers',
  'class-left-behind': () => 'keeps its ScaledObject',
  'class-to-fixed': () => 'loses its autoscaler',
  'mode-refused': () => 'is refused by KServe',
};

function range({ before: { least, most } }: Pick<Moment, 'before'>): string {
  if (most === null) return `${least} pods or more`;
  return least === most ? podCount(most) : `${least} to ${podCount(most)}`;
}

function lost({ before: { most }, after }: Moment): number | undefined {
  return most === null || after === null || most <= after ? undefined : most - after;
}

function stopping(one: Moment): string {
  const count = lost(one);
  if (count === undefined) return one.before.most === 0 ? 'one pod starts' : 'all others stop';
  const isFixed = one.before.least === one.before.most;
  return `${isFixed ? '' : 'up to '}${count} of ${podCount(one.before.most ?? 0)} ${count === 1 ? 'stops' : 'stop'}`;
}

/** Both ways, by what runs at that moment. */
function moving(one: Moment): string {
  const { before, after } = one;
  const more = after === null ? 0 : after - before.least;
  const parts = [
    ...(lost(one) === undefined ? [] : [stopping(one)]),
    ...(more > 0 ? [`${before.least === before.most ? '' : 'up to '}${more} more ${more === 1 ? 'starts' : 'start'}`] : []),
  ];
  return parts.length === 0 ? 'nothing moves' : parts.join(', or ');
}

/** Simulated with the exact rules of the HPA; the load is what it was. */
function goingOn({ scaler, steps, before }: Moment): string {
  if (scaler === null) return '; nothing brings it back';
  const [first] = steps;
  const last = steps.at(-1);
  if (first === undefined || last === undefined) return '';
  const way = steps.length === 1 ? '' : `, to ${last.pods} after ${secondsText(last.seconds)}`;
  const under = before.most === null ? '' : ` under the load of ${podCount(before.most)}`;
  const when = first.seconds === 0 ? 'at its next sync' : `after ${secondsText(first.seconds)}`;
  return `; ${scaler} goes to ${first.pods} ${when}${way}${under}, and pods take their time to start`;
}
