import type { Trigger } from '../../keda';
import type { LintContext } from '../../lint';
import type { Concern, VersionDifference } from './difference';

function scaledObjects(
  context: LintContext,
  pathsOf: (one: LintContext['manifests']['scaledObjects'][number]) => readonly string[],
): Concern[] {
  return context.manifests.scaledObjects.flatMap((object) =>
    pathsOf(object).map((path): Concern => ({ object, path, when: 'always' })),
  );
}

function triggers(context: LintContext, is: (trigger: Trigger) => boolean): Concern[] {
  return scaledObjects(context, ({ scaledObject: { spec } }) =>
    spec.triggers.flatMap((trigger, index) => (is(trigger) ? [`spec.triggers[${index}]`] : [])),
  );
}

function annotated(context: LintContext, annotation: string): Concern[] {
  return scaledObjects(context, ({ scaledObject }) =>
    scaledObject.annotations[annotation] === undefined ? [] : [`metadata.annotations.${annotation}`],
  );
}

function withFallback(context: LintContext): Concern[] {
  return scaledObjects(context, ({ scaledObject: { spec } }) => (spec.fallback === undefined ? [] : ['spec.fallback']));
}

const SOURCE = 'KEDA, CHANGELOG.md';

/** By the changelog of KEDA, v2.17 to v2.20. */
export const KEDA_DIFFERENCES: readonly VersionDifference[] = [
  {
    id: 'keda-fallback-behavior',
    product: 'KEDA',
    changedIn: '2.17.0',
    title: 'fallback.behavior is read',
    before: 'the field is not known: a fallback is always the static count',
    after: 'the count of the fallback follows the behavior',
    source: `${SOURCE}, v2.17.0, #6450`,
    concerns: (context) =>
      withFallback(context).filter(({ object }) =>
        context.manifests.scaledObjects.some((one) => one === object && one.scaledObject.spec.fallback?.behavior !== undefined),
      ),
  },
  {
    id: 'keda-pause-in',
    product: 'KEDA',
    changedIn: '2.18.0',
    title: 'The annotation that pauses scaling in is read',
    before: 'it is not known: pods are taken away as if it were not there',
    after: 'no pods are taken away while it is there',
    source: `${SOURCE}, v2.18.0, #6902`,
    concerns: (context) => annotated(context, 'autoscaling.keda.sh/paused-scale-in'),
  },
  {
    id: 'keda-pause-out',
    product: 'KEDA',
    changedIn: '2.18.0',
    title: 'The annotation that pauses scaling out is read',
    before: 'it is not known: pods are added as if it were not there',
    after: 'no pods are added while it is there',
    source: `${SOURCE}, v2.18.0, #7022`,
    concerns: (context) => annotated(context, 'autoscaling.keda.sh/paused-scale-out'),
  },
  {
    id: 'keda-fallback-of-value',
    product: 'KEDA',
    changedIn: '2.18.0',
    title: 'A fallback works for triggers with metricType Value',
    before: 'a fallback is for triggers with AverageValue only',
    after: 'it counts for those with Value too',
    source: `${SOURCE}, v2.18.0, #6655`,
    concerns: (context) =>
      withFallback(context).filter(({ object }) =>
        context.manifests.scaledObjects.some(
          (one) => one === object && one.scaledObject.spec.triggers.some(({ metricType }) => metricType === 'Value'),
        ),
      ),
  },
  {
    id: 'keda-cron-zero',
    product: 'KEDA',
    changedIn: '2.18.0',
    title: 'A cron trigger outside of its window reads zero',
    before: 'outside of the window its metric is 1',
    after: 'it is 0: with other triggers, or a formula, the count may be lower outside of the window',
    source: `${SOURCE}, v2.18.0, #6886`,
    concerns: (context) => triggers(context, ({ type }) => type === 'cron'),
  },
  {
    id: 'keda-cpu-type-removed',
    product: 'KEDA',
    changedIn: '2.18.0',
    title: 'cpu and memory triggers need metricType',
    before: '`type` in the metadata is deprecated and read',
    after: '`type` is removed: without metricType the trigger is refused',
    source: `${SOURCE}, v2.18.0, #6698`,
    concerns: (context) =>
      triggers(context, ({ type, metadata }) => (type === 'cpu' || type === 'memory') && metadata['type'] !== undefined),
  },
  {
    id: 'keda-stan-removed',
    product: 'KEDA',
    changedIn: '2.19.0',
    title: 'The scaler of NATS Streaming (stan) is removed',
    before: 'the trigger stan works',
    after: 'it is not known: the ScaledObject stops scaling',
    source: `${SOURCE}, v2.19.0, #6366`,
    concerns: (context) => triggers(context, ({ type }) => type === 'stan'),
  },
  {
    id: 'keda-fallback-from-zero',
    product: 'KEDA',
    changedIn: '2.19.0',
    title: 'A fallback scales up from zero',
    before: 'while there are no pods, a trigger that fails leaves it at zero',
    after: 'the fallback counts in the polling loop too: pods start although no trigger can be read',
    source: `${SOURCE}, v2.19.0, #7239`,
    concerns: withFallback,
  },
  {
    id: 'keda-pubsub-subscription-size',
    product: 'KEDA',
    changedIn: '2.20.0',
    title: 'subscriptionSize of gcp-pubsub is removed',
    before: 'subscriptionSize is deprecated and read',
    after: 'it is not: write mode and value',
    source: `${SOURCE}, v2.20.0, #7720`,
    concerns: (context) =>
      triggers(context, ({ type, metadata }) => type === 'gcp-pubsub' && metadata['subscriptionSize'] !== undefined),
  },
];

/** Versions whose differences are listed. */
export const KNOWN_KEDA = { oldest: '2.16', newest: '2.20' } as const;
