import type { ScaledJob, ScaledJobSpec, ScaledObject, ScaledObjectSpec, Trigger, TriggerContext } from '../keda';
import type { RawObject } from './documents';
import type { Fields } from './fields';
import { readBehavior } from './hpa';
import { readManifest, type Manifest } from './manifest';
import { readPodTemplate, type Pod } from './pod';

export interface ScaledObjectManifest extends Manifest {
  readonly scaledObject: ScaledObject;
}

export interface ScaledJobManifest extends Manifest {
  readonly scaledJob: ScaledJob;
  readonly pod: Pod;
  /** Pods of one job. */
  readonly parallelism: number;
}

export function readScaledObject(raw: RawObject): ScaledObjectManifest {
  return readManifest(raw, (fields, { name, annotations }) => ({
    scaledObject: { name, annotations, spec: readScaledObjectSpec(fields.below('spec')) },
  }));
}

export function readScaledJob(raw: RawObject): ScaledJobManifest {
  return readManifest(raw, (fields, { name, annotations }) => {
    const spec = fields.below('spec');
    const job = spec?.below('jobTargetRef');
    return {
      scaledJob: { name, annotations, spec: readScaledJobSpec(spec) },
      pod: readPodTemplate(job?.below('template')),
      parallelism: job?.count('parallelism') ?? 1,
    };
  });
}

function readScaledObjectSpec(spec: Fields | undefined): ScaledObjectSpec {
  const target = spec?.below('scaleTargetRef');
  const fallback = spec?.below('fallback');
  const advanced = spec?.below('advanced');
  const hpa = advanced?.below('horizontalPodAutoscalerConfig');
  const modifiers = advanced?.below('scalingModifiers');
  return {
    scaleTargetRef: {
      name: target?.text('name') ?? '',
      apiVersion: target?.text('apiVersion'),
      kind: target?.text('kind'),
      envSourceContainerName: target?.text('envSourceContainerName'),
    },
    pollingInterval: spec?.integer('pollingInterval'),
    initialCooldownPeriod: spec?.integer('initialCooldownPeriod'),
    cooldownPeriod: spec?.integer('cooldownPeriod'),
    idleReplicaCount: spec?.count('idleReplicaCount'),
    minReplicaCount: spec?.count('minReplicaCount'),
    maxReplicaCount: spec?.count('maxReplicaCount'),
    triggers: (spec?.list('triggers') ?? []).map(readTrigger),
    fallback: fallback && {
      failureThreshold: fallback.integer('failureThreshold') ?? 0,
      replicas: fallback.integer('replicas') ?? 0,
      behavior: fallback.text('behavior') as NonNullable<ScaledObjectSpec['fallback']>['behavior'],
    },
    advanced: advanced && {
      restoreToOriginalReplicaCount: advanced.boolean('restoreToOriginalReplicaCount'),
      horizontalPodAutoscalerConfig: hpa && { name: hpa.text('name'), behavior: readBehavior(hpa.below('behavior')) },
      scalingModifiers: modifiers && {
        formula: modifiers.text('formula')?.slice(0, LONGEST_FORMULA),
        target: modifiers.text('target'),
        activationTarget: modifiers.text('activationTarget'),
        metricType: modifiers.text('metricType'),
      },
    },
  };
}

/** Keeps the parser of formulas, which recurses, from overflowing the stack. */
const LONGEST_FORMULA = 500;

function readScaledJobSpec(spec: Fields | undefined): ScaledJobSpec {
  const strategy = spec?.below('scalingStrategy');
  return {
    pollingInterval: spec?.integer('pollingInterval'),
    minReplicaCount: spec?.count('minReplicaCount'),
    maxReplicaCount: spec?.count('maxReplicaCount'),
    successfulJobsHistoryLimit: spec?.integer('successfulJobsHistoryLimit'),
    failedJobsHistoryLimit: spec?.integer('failedJobsHistoryLimit'),
    triggers: (spec?.list('triggers') ?? []).map(readTrigger),
    scalingStrategy: strategy && {
      strategy: strategy.text('strategy'),
      customScalingQueueLengthDeduction: strategy.integer('customScalingQueueLengthDeduction'),
      customScalingRunningJobPercentage: strategy.text('customScalingRunningJobPercentage'),
      pendingPodConditions: strategy.texts('pendingPodConditions'),
      multipleScalersCalculation: strategy.text('multipleScalersCalculation'),
    },
  };
}

function readTrigger(fields: Fields): Trigger {
  const authentication = fields.below('authenticationRef');
  return {
    type: fields.text('type') ?? '',
    name: fields.text('name'),
    metadata: fields.textMap('metadata'),
    metricType: fields.text('metricType'),
    useCachedMetrics: fields.boolean('useCachedMetrics'),
    authenticationRef: authentication && { name: authentication.text('name') ?? '', kind: authentication.text('kind') },
  };
}

/** Stands for a connection that is only known in the cluster: from a Secret, or the environment of the target. */
const SOMEWHERE = { address: 'redis:6379' };

/**
 * What the triggers may draw on, as far as manifests tell: values from a TriggerAuthentication or from the environment are
 * assumed to be there and right.
 */
export function triggerContext(triggers: readonly Trigger[]): TriggerContext {
  const fromEnv = triggers.flatMap(({ metadata }) =>
    Object.entries(metadata).flatMap(([key, variable]) =>
      key.endsWith('FromEnv')
        ? [[variable, /^ports?From/.test(key) ? '6379' : /^address/.test(key) ? SOMEWHERE.address : 'redis'] as const]
        : [],
    ),
  );
  const authenticated = triggers.some(({ authenticationRef }) => authenticationRef !== undefined);
  return { authParams: authenticated ? SOMEWHERE : {}, resolvedEnv: Object.fromEntries(fromEnv) };
}
