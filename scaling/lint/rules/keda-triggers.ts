import { parseBool } from '../../go-values';
import { activeMs, cronTriggers, hpaMaxReplicas, parseTrigger, periodOf, type Trigger } from '../../keda';
import { authenticationOf, authenticationRefOf, triggerContext, type Manifest } from '../../manifests';
import type { Hit, LintContext, Rule } from '../rule';

interface Triggered {
  readonly object: Manifest;
  readonly trigger: Trigger;
  readonly path: string;
  readonly index: number;
}

function triggersIn({ manifests }: LintContext): Triggered[] {
  const of = (object: Manifest, triggers: readonly Trigger[]): Triggered[] =>
    triggers.map((trigger, index) => ({ object, trigger, index, path: `spec.triggers[${index}]` }));
  return [
    ...manifests.scaledObjects.flatMap((object) => of(object, object.scaledObject.spec.triggers)),
    ...manifests.scaledJobs.flatMap((object) => of(object, object.scaledJob.spec.triggers)),
  ];
}

/** Triggers whose TriggerAuthentication is not among the manifests. */
function unauthenticated(context: LintContext, wanted: 'TriggerAuthentication' | 'ClusterTriggerAuthentication'): Hit[] {
  return triggersIn(context).flatMap(({ object, trigger, path }): Hit[] => {
    const ref = authenticationRefOf(trigger);
    if (ref?.kind !== wanted || authenticationOf(trigger, object, context.manifests.triggerAuthentications)) return [];
    const where = wanted === 'TriggerAuthentication' && object.namespace !== undefined ? ` in namespace ${object.namespace}` : '';
    return [
      { object, path: `${path}.authenticationRef`, message: `there is no ${wanted} ${ref.name}${where} in these manifests` },
    ];
  });
}

const AUTHENTICATION_MISSING: Rule = {
  id: 'keda-authentication-missing',
  severity: 'error',
  title: 'A trigger refers to a TriggerAuthentication that exists',
  why: 'Without it the scaler cannot be built: the ScaledObject is not ready, and nothing is scaled by the trigger.',
  fix: 'Add the TriggerAuthentication, correct the name, or lint it together with its triggers.',
  source: 'KEDA 8b4f083, pkg/scaling/resolver/scale_resolvers.go, getTriggerAuthSpec',
  check: (context) => unauthenticated(context, 'TriggerAuthentication'),
};

const CLUSTER_AUTHENTICATION_UNSEEN: Rule = {
  id: 'keda-cluster-authentication-unseen',
  severity: 'note',
  title: 'The ClusterTriggerAuthentication of a trigger is known',
  why: 'One for the whole cluster is often kept elsewhere. If it is not there, nothing is scaled by the trigger.',
  fix: 'Check that it exists: kubectl get clustertriggerauthentication.',
  source: 'KEDA 8b4f083, pkg/scaling/resolver/scale_resolvers.go, getTriggerAuthSpec',
  check: (context) => unauthenticated(context, 'ClusterTriggerAuthentication'),
};

const AUTHENTICATION_KIND: Rule = {
  id: 'keda-authentication-kind',
  severity: 'error',
  title: 'authenticationRef names a kind that KEDA has',
  why: 'KEDA looks for a TriggerAuthentication or a ClusterTriggerAuthentication; for any other kind it builds no scaler.',
  fix: 'Write TriggerAuthentication (or leave kind out) or ClusterTriggerAuthentication.',
  source: 'KEDA 8b4f083, pkg/scaling/resolver/scale_resolvers.go, getTriggerAuthSpec',
  check: (context) =>
    triggersIn(context).flatMap(({ object, trigger, path }): Hit[] => {
      const kind = authenticationRefOf(trigger)?.kind;
      if (kind === undefined || /^(Cluster)?TriggerAuthentication$/.test(kind)) return [];
      return [
        {
          object,
          path: `${path}.authenticationRef.kind`,
          message: `${kind} is neither a TriggerAuthentication nor a ClusterTriggerAuthentication`,
        },
      ];
    }),
};

const AUTHENTICATION_INCOMPLETE: Rule = {
  id: 'keda-authentication-incomplete',
  severity: 'error',
  title: 'A TriggerAuthentication gives what its triggers need',
  why: 'What a scaler requires and finds neither in metadata nor in the TriggerAuthentication keeps it from starting.',
  fix: 'Add the parameter to the TriggerAuthentication, under the name that the scaler reads.',
  source: 'KEDA 8b4f083, pkg/scalers/scalersconfig/typed_config.go',
  check: (context) =>
    triggersIn(context).flatMap(({ object, trigger, path, index }): Hit[] => {
      const found = authenticationOf(trigger, object, context.manifests.triggerAuthentications);
      if (found === undefined || found.otherSources.length > 0) return [];
      const alone = { ...trigger, authenticationRef: undefined };
      const authParams = Object.fromEntries(Object.keys(found.parameters).map((name) => [name, PRESENT]));
      const { resolvedEnv } = triggerContext([trigger]);
      return parseTrigger(alone, index, path, { authParams, resolvedEnv }).problems.flatMap((problem): Hit[] => {
        if (problem.effect !== 'rejected' || !problem.message.startsWith('is missing')) return [];
        const name = problem.path.split('.').at(-1) ?? '';
        return [
          {
            object,
            path: `${path}.authenticationRef`,
            message: `${found.kind} ${found.name} gives no ${name}, and metadata has none`,
          },
        ];
      });
    }),
};

/** Stands for a value that a Secret holds. */
const PRESENT = 'redis:6379';

/** Scalers that can read an empty answer as 0, and whether they do so unless told otherwise. */
const READS_EMPTY_AS_ZERO: Readonly<Partial<Record<string, boolean>>> = {
  prometheus: true,
  loki: true,
  'aws-cloudwatch': true,
  elasticsearch: false,
  opensearch: false,
  'azure-app-insights': false,
};

const NULL_HIDES_FAILURE: Rule = {
  id: 'keda-empty-answer-hides-failure',
  severity: 'warning',
  title: 'Where a fallback is written, an empty answer counts as a failure',
  why: 'When the exporter is gone the query still succeeds, with nothing in it. That reads as 0 without an error: the count falls to the minimum, and the fallback never acts.',
  fix: 'Set ignoreNullValues: "false" on the trigger, and leave `or vector(0)` out of the query.',
  source: 'KEDA 8b4f083, pkg/scalers/prometheus_scaler.go (ignoreNullValues); kedacore/keda#4249',
  check: ({ manifests }) =>
    manifests.scaledObjects.flatMap((object) => {
      const { fallback, triggers } = object.scaledObject.spec;
      if (fallback === undefined) return [];
      return triggers.flatMap(({ type, metadata }, index): Hit[] => {
        const usual = READS_EMPTY_AS_ZERO[type];
        const path = `spec.triggers[${index}].metadata`;
        if (usual === undefined) return [];
        if (/\bor\s+(on\s*\(\s*\)\s*)?vector\s*\(\s*0\s*\)/.test(metadata['query'] ?? ''))
          return [
            {
              object,
              path: `${path}.query`,
              message: '`or vector(0)` makes 0 of an empty answer, so that the fallback never acts on it',
            },
          ];
        if (!(parseBool(metadata['ignoreNullValues'] ?? '') ?? usual)) return [];
        const key = metadata['ignoreNullValues'] === undefined ? 'is true unless written' : 'is true';
        return [
          {
            object,
            path: `${path}.ignoreNullValues`,
            message: `${key}: an empty answer reads as 0, so that the fallback never acts on it`,
          },
        ];
      });
    }),
};

const KAFKA_PARTITIONS: Rule = {
  id: 'keda-kafka-partitions',
  severity: 'warning',
  title: 'maxReplicaCount is not above the partitions of the topic',
  why: 'A partition is read by one consumer of a group. KEDA asks for no more of them than there are partitions, unless allowIdleConsumers is true, and then the others idle.',
  fix: 'Give the topic more partitions, or lower maxReplicaCount to what can work.',
  source: 'KEDA 8b4f083, pkg/scalers/kafka_scaler.go, getTotalLag',
  check: (context) =>
    context.manifests.scaledObjects.flatMap((object): Hit[] => {
      const { spec } = object.scaledObject;
      const max = hpaMaxReplicas(spec);
      const limits = spec.triggers.map((trigger, index) => partitionsOf(trigger, index, context));
      // Another trigger may ask for more pods, for another reason.
      const most = limits.includes(undefined) ? undefined : Math.max(...limits.map((one) => one ?? 0));
      if (most === undefined || most === 0 || max <= most) return [];
      const isIdle = spec.triggers.some(({ metadata }) => parseBool(metadata['allowIdleConsumers'] ?? '') === true);
      const consequence = isIdle ? `pods beyond ${most} have nothing to read` : `KEDA asks for at most ${most} pods`;
      const message = `is ${max}, and there are ${most} partitions: ${consequence}`;
      return [{ object, path: 'spec.maxReplicaCount', message }];
    }),
};

/** Partitions that a Kafka trigger reads, where it or a KafkaTopic in the manifests says so. */
function partitionsOf(trigger: Trigger, index: number, { manifests }: LintContext): number | undefined {
  const { source } = parseTrigger(trigger, index, '', triggerContext([trigger])).scaler ?? {};
  if (source?.kind !== 'queue' || !/^(apache-)?kafka$/.test(trigger.type)) return undefined;
  if (typeof source.mostReplicas === 'number') return source.mostReplicas;
  const wanted = trigger.metadata['topic']?.trim() ?? '';
  // Topics are kept beside their brokers, in whatever namespace.
  const named = manifests.kafkaTopics.filter(({ topic }) => topic === wanted);
  return named.length === 1 ? named[0]?.partitions : undefined;
}

/** More than this many cron triggers on one object are not compared with each other. */
const MOST_COMPARED = 20;

const CRON_OVERLAP: Rule = {
  id: 'keda-cron-overlap',
  severity: 'note',
  title: 'Cron triggers that overlap are meant to',
  why: 'Where two are active at once the larger count holds; they are not added.',
  fix: 'Nothing, if the larger count is meant. Otherwise let one end where the other starts.',
  source:
    'KEDA 8b4f083, pkg/scalers/cron_scaler.go; Kubernetes v1.34, horizontal.go, computeReplicasForMetrics (the most of all metrics)',
  check: ({ manifests }) =>
    manifests.scaledObjects.flatMap((object) => {
      const triggers = cronTriggers(object.scaledObject.spec).slice(0, MOST_COMPARED);
      return triggers.flatMap((one, place) =>
        triggers.slice(0, place).flatMap((other): Hit[] => {
          const period = periodOf([one, other]);
          const [own = 0, others = 0, together = 0] = [[one], [other], [one, other]].map((some) => activeMs(some, period));
          const hours = (own + others - together) / 3_600_000;
          if (hours === 0) return [];
          const most = Math.max(one.desiredReplicas, other.desiredReplicas);
          const message = `is active together with triggers[${other.index}] for ${Number(hours.toFixed(1))} h ${period.words}: then ${most} pods, not ${one.desiredReplicas + other.desiredReplicas}`;
          return [{ object, path: `spec.triggers[${one.index}].metadata.start`, message }];
        }),
      );
    }),
};

export const KEDA_TRIGGER_RULES: readonly Rule[] = [
  AUTHENTICATION_MISSING,
  CLUSTER_AUTHENTICATION_UNSEEN,
  AUTHENTICATION_KIND,
  AUTHENTICATION_INCOMPLETE,
  NULL_HIDES_FAILURE,
  KAFKA_PARTITIONS,
  CRON_OVERLAP,
];
