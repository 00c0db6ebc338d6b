import type { HpaSpec } from '../hpa';
import { hpaFor, type ScaledObject } from '../keda';
import type { RawObject } from './documents';
import type { Fields } from './fields';
import { readManifest, type Manifest } from './manifest';

/** What a pod is meant to take, by the interceptors in front of it. */
export interface HttpTarget {
  readonly metric: 'concurrency' | 'requestRate';
  /** Requests at a time, or requests per second, of one pod. */
  readonly value: number;
  /** Of the rate, e.g. `1m`; undefined for concurrency. */
  readonly window: string | undefined;
  readonly granularity: string | undefined;
}

/** An HTTPScaledObject of KEDA's HTTP add-on, with the ScaledObject that its operator makes. */
export interface HttpScaledObjectManifest extends Manifest {
  readonly scaledObject: ScaledObject;
  readonly target: HttpTarget;
  /** The operator makes no ScaledObject: somebody writes one that asks for this object's traffic. */
  readonly isScaledByOther: boolean;
}

/** Routes requests to a Service and counts them for a ScaledObject with an `external-push` trigger that names it. */
export interface InterceptorRoute extends Manifest {
  readonly target: HttpTarget;
}

/** KEDA HTTP add-on v0.15, operator/apis/http/v1alpha1/httpscaledobject_types.go (defaults of the CRD). */
const DEFAULT_TARGET = 100;
const DEFAULT_WINDOW = '1m';
const DEFAULT_GRANULARITY = '1s';
/** pkg/k8s/scaledobject.go, soPollingInterval. */
const POLLING_SECONDS = 15;
/** operator/controllers/http/app.go, SkipScaledObjectCreationAnnotation. */
const SKIP = 'httpscaledobject.keda.sh/skip-scaledobject-creation';

/** Reads an HTTPScaledObject; its ScaledObject follows pkg/k8s/scaledobject.go, NewScaledObject, of the HTTP add-on v0.15. */
export function readHttpScaledObject(raw: RawObject): HttpScaledObjectManifest {
  return readManifest(raw, (fields, { name, annotations }) => {
    const spec = fields.below('spec');
    const target = spec?.below('scaleTargetRef');
    const replicas = spec?.below('replicas');
    return {
      target: readTarget(spec),
      isScaledByOther: annotations[SKIP] === 'true',
      scaledObject: {
        name,
        annotations,
        spec: {
          scaleTargetRef: {
            name: target?.text('name') ?? '',
            apiVersion: target?.text('apiVersion'),
            kind: target?.text('kind'),
            envSourceContainerName: undefined,
          },
          pollingInterval: POLLING_SECONDS,
          cooldownPeriod: spec?.integer('scaledownPeriod'),
          initialCooldownPeriod: spec?.integer('initialCooldownPeriod'),
          minReplicaCount: replicas?.integer('min'),
          maxReplicaCount: replicas?.integer('max'),
          triggers: [{ type: 'external-push', metadata: { httpScaledObject: name } }],
          advanced: { restoreToOriginalReplicaCount: true },
        },
      },
    };
  });
}

export function readInterceptorRoute(raw: RawObject): InterceptorRoute {
  return readManifest(raw, (fields) => ({ target: readTarget(fields.below('spec')) }));
}

/** `targetPendingRequests` is the older spelling of a concurrency. */
function readTarget(spec: Fields | undefined): HttpTarget {
  const metric = spec?.below('scalingMetric');
  const rate = metric?.below('requestRate');
  if (rate !== undefined && metric?.has('concurrency') !== true) {
    return {
      metric: 'requestRate',
      value: rate.integer('targetValue') ?? DEFAULT_TARGET,
      window: rate.text('window') ?? DEFAULT_WINDOW,
      granularity: rate.text('granularity') ?? DEFAULT_GRANULARITY,
    };
  }
  const value = metric?.below('concurrency')?.integer('targetValue') ?? spec?.integer('targetPendingRequests') ?? DEFAULT_TARGET;
  return { metric: 'concurrency', value, window: undefined, granularity: undefined };
}

/** The HPA that KEDA makes for the traffic that the interceptors count. Its metric is of no pod, so nothing else decides. */
export function hpaOfHttpScaledObject({ scaledObject, target }: HttpScaledObjectManifest): HpaSpec {
  const averageValue = String(target.value);
  const metric = { name: `http-${target.metric}` };
  return {
    ...hpaFor(scaledObject, []).spec,
    metrics: [{ type: 'External', external: { metric, target: { type: 'AverageValue', averageValue } } }],
  };
}
