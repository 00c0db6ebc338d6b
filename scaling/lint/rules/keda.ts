import {
  hpaMaxReplicas,
  jobMaxReplicas,
  leastReplicas,
  modifiersOf,
  parseTrigger,
  type ScaledObject,
  type Trigger,
} from '../../keda';
import { madeScaledObject, triggerContext, type Manifest } from '../../manifests';
import type { Hit, LintContext, Rule } from '../rule';

interface Triggered {
  readonly object: Manifest;
  readonly triggers: readonly Trigger[];
}

function triggered({ manifests }: LintContext): Triggered[] {
  return [
    ...manifests.scaledObjects.map((object) => ({ object, triggers: object.scaledObject.spec.triggers })),
    ...manifests.scaledJobs.map((object) => ({ object, triggers: object.scaledJob.spec.triggers })),
  ];
}

const COOLDOWN: Rule = {
  id: 'keda-cooldown-without-effect',
  severity: 'warning',
  silent: true,
  title: 'cooldownPeriod is set only where KEDA scales to zero',
  why: 'KEDA waits it out only before the last step to zero. From many pods to few the HPA decides, after its own 300 s window.',
  fix: 'Set advanced.horizontalPodAutoscalerConfig.behavior.scaleDown.stabilizationWindowSeconds instead.',
  source: 'KEDA 8b4f083, pkg/scaling/executor/scale_scaledobjects.go, scaleToZeroOrIdle',
  check: ({ manifests }) =>
    manifests.scaledObjects.flatMap((object): Hit[] => {
      const { cooldownPeriod, idleReplicaCount } = object.scaledObject.spec;
      const least = leastReplicas(object.scaledObject.spec);
      if (cooldownPeriod === undefined || least <= 0 || idleReplicaCount !== undefined) return [];
      const message = `${cooldownPeriod} s has no effect: with minReplicaCount ${least} it never scales to zero, and on the way down the HPA’s window holds`;
      return [{ object, path: 'spec.cooldownPeriod', message }];
    }),
};

/** The target that an activation threshold goes with: `activationListLength` with `listLength`. */
function activationOf(trigger: Trigger, index: number): { key: string; activation: number; target: number } | undefined {
  const key = Object.keys(trigger.metadata).find((name) => /^activation[A-Z]/.test(name));
  if (key === undefined) return undefined;
  const plain = key.slice('activation'.length);
  const text = trigger.metadata[`${plain.charAt(0).toLowerCase()}${plain.slice(1)}`];
  const { scaler } = parseTrigger(trigger, index, '', triggerContext([trigger]));
  const target = text === undefined ? scaler && scaler.targetMilli / 1000 : Number(text);
  const activation = Number(trigger.metadata[key]);
  return target === undefined || !(target > 0) || !Number.isFinite(activation) ? undefined : { key, activation, target };
}

const ACTIVATION: Rule = {
  id: 'keda-activation-above-target',
  severity: 'warning',
  title: 'Activation is not above the target',
  why: 'Below the activation value there are no pods at all, although one would be busy: work waits until there is more of it.',
  fix: 'Lower the activation value to at most what one replica takes.',
  source: 'KEDA docs, Scaling Deployments, "Activation"; 8b4f083, pkg/scaling/executor/scale_scaledobjects.go',
  check: (context) => [
    ...triggered(context).flatMap(({ object, triggers }) =>
      triggers.flatMap((trigger, index): Hit[] => {
        const found = activationOf(trigger, index);
        return found === undefined ? [] : activationHits(object, `spec.triggers[${index}].metadata.${found.key}`, found);
      }),
    ),
    ...context.manifests.scaledObjects.flatMap((object) => {
      const modifiers = modifiersOf(object.scaledObject.spec);
      const path = 'spec.advanced.scalingModifiers.activationTarget';
      if (modifiers === undefined || modifiers.target <= 0) return [];
      return activationHits(object, path, { activation: modifiers.activationTarget, target: modifiers.target });
    }),
  ],
};

function activationHits(object: Manifest, path: string, of: { activation: number; target: number }): Hit[] {
  const { activation, target } = of;
  const message = `is ${activation}, above the target of ${target} per replica: up to ${activation} wait while nothing runs`;
  return activation > target ? [{ object, path, message }] : [];
}

/** Where BullMQ keeps the jobs that are not finished. */
const BACKLOG = ['wait', 'active', 'prioritized', 'delayed'] as const;

interface Backlog {
  readonly object: Manifest;
  /** Of the first trigger on the queue. */
  readonly path: string;
  readonly watched: readonly string[];
  /** `bull:mails:active`, … */
  readonly missing: readonly string[];
}

/** The BullMQ queues that triggers count, each with the lists that are left out. */
function backlogs(context: LintContext): Backlog[] {
  return triggered(context).flatMap(({ object, triggers }) => {
    const lists = triggers.map(({ type, metadata }) => (type.startsWith('redis') ? (metadata['listName'] ?? '') : ''));
    const queues = lists.map((list) => /^([^:]+:.+):(wait|active|prioritized|delayed)$/.exec(list)?.[1]);
    return [...new Set(queues)].flatMap((queue): Backlog[] => {
      if (queue === undefined) return [];
      const path = `spec.triggers[${queues.indexOf(queue)}].metadata.listName`;
      const all = BACKLOG.map((state) => `${queue}:${state}`);
      const [watched, missing] = [true, false].map((isWatched) => all.filter((list) => lists.includes(list) === isWatched));
      return [{ object, path, watched: watched ?? [], missing: missing ?? [] }];
    });
  });
}

function isWaitOnly({ watched, missing }: Backlog): boolean {
  return watched.some((list) => list.endsWith(':wait')) && missing.some((list) => list.endsWith(':active'));
}

const WAIT_ONLY: Rule = {
  id: 'keda-bullmq-wait-only',
  severity: 'warning',
  title: 'A BullMQ trigger counts active jobs too',
  why: 'A job leaves `wait` when a worker takes it. With `wait` empty the trigger reads 0 and KEDA removes workers that are in the middle of a job.',
  fix: 'Add a trigger on each named list, or add them up with scalingModifiers.',
  source: 'BullMQ v5, src/classes/queue-keys.ts and src/commands/moveToActive; KEDA redis scaler reads one list',
  check: (context) =>
    backlogs(context)
      .filter(isWaitOnly)
      .map(({ object, path, watched, missing }) => ({
        object,
        path,
        message: `counts ${watched.join(', ')}; jobs in ${missing.join(', ')} are not counted`,
      })),
};

const BACKLOG_INCOMPLETE: Rule = {
  id: 'keda-bullmq-backlog-incomplete',
  severity: 'note',
  title: 'BullMQ triggers count the whole backlog',
  why: 'A job with a priority waits in `prioritized`, one with a delay or a retry in `delayed`. A list that no trigger counts starts no worker.',
  fix: 'Add a trigger on each named list, or ignore the rule where no job has a priority or a delay.',
  source: 'BullMQ v5, src/classes/queue-keys.ts',
  check: (context) =>
    backlogs(context)
      .filter((backlog) => backlog.missing.length > 0 && !isWaitOnly(backlog))
      .map(({ object, path, missing }) => ({ object, path, message: `jobs in ${missing.join(', ')} are not counted` })),
};

const MAX_UNSET: Rule = {
  id: 'keda-max-replicas-unset',
  severity: 'warning',
  title: 'maxReplicaCount is written',
  why: 'KEDA’s default is 100: a backlog, or a trigger that answers nonsense, starts a hundred pods.',
  fix: 'Set maxReplicaCount to what the cluster and the systems behind the workers can take.',
  source: 'KEDA 8b4f083, apis/keda/v1alpha1/scaledobject_types.go and scaledjob_types.go (defaults)',
  check: ({ manifests }) =>
    [
      ...manifests.scaledObjects.map((object) => {
        const { spec } = object.scaledObject;
        return { object, spec, most: `${hpaMaxReplicas(spec)} pods` };
      }),
      ...manifests.scaledJobs.map((object) => {
        const { spec } = object.scaledJob;
        return { object, spec, most: `${jobMaxReplicas(spec)} jobs at a time` };
      }),
    ]
      .filter(({ spec }) => spec.maxReplicaCount === undefined)
      .map(({ object, most }) => ({ object, path: 'spec.maxReplicaCount', message: `is not set: up to ${most}` })),
};

/** Metrics that inference servers export about themselves: vLLM, SGLang, Text Generation Inference, Triton. */
const OF_SERVER = /\b(vllm:|sglang:|tgi_|nv_inference_)/;

const ZERO_ON_OWN_METRIC: Rule = {
  id: 'zero-on-own-metric',
  severity: 'error',
  title: 'A workload that scales to zero is not scaled on metrics of its own pods',
  why: 'An inference server counts its own queue. The metric goes with the last pod and reads 0, so nothing would ever start a pod again.',
  fix: 'Keep a minimum of 1, add a trigger on something in front of the pods (a gateway, a queue), or use Knative, which holds requests meanwhile.',
  source: 'KEDA 8b4f083, pkg/scalers/prometheus_scaler.go (ignoreNullValues); vLLM docs, Production Metrics',
  check: ({ manifests }) => {
    const isStuck = (spec: ScaledObject['spec']): boolean =>
      (leastReplicas(spec) <= 0 || spec.idleReplicaCount === 0) &&
      spec.triggers.length > 0 &&
      spec.triggers.every(({ type, metadata }) => type === 'prometheus' && OF_SERVER.test(metadata['query'] ?? ''));
    const message = 'is 0, and every trigger reads metrics of the pods themselves';
    return [
      ...manifests.scaledObjects
        .filter(({ scaledObject: { spec } }) => isStuck(spec))
        .map((object): Hit => ({ object, path: 'spec.minReplicaCount', message })),
      ...manifests.inferenceServices.flatMap((object) =>
        object.components
          .filter((component) => {
            const made = madeScaledObject(object, component);
            return made !== undefined && isStuck(made.spec);
          })
          .map(({ path }): Hit => ({ object, path: `${path}.minReplicas`, message })),
      ),
    ];
  },
};

export const KEDA_RULES: readonly Rule[] = [COOLDOWN, ACTIVATION, WAIT_ONLY, BACKLOG_INCOMPLETE, MAX_UNSET, ZERO_ON_OWN_METRIC];
