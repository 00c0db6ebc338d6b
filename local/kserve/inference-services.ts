import { UserError, type KubernetesObject } from '../../contract';
import {
  admit,
  ANNOTATION,
  API_VERSION,
  DEFAULT_KSERVE_SETTINGS,
  KIND,
  type Child,
  type InferenceService,
  type KserveSettings,
  type Rejection,
} from '../../scaling/kserve';
import type { EventLog } from '../events';
import { KNATIVE_SERVICE_API } from '../kubernetes/kinds';
import { namespaceOf, titleOf } from '../kubernetes/objects';
import { validate, type Validated } from '../kubernetes/validate';
import type { ObjectStore } from '../store';
import type { Workloads } from '../workloads/controller';
import type { WorkloadReference } from '../workloads/running';
import { isOwnedBy, makeChildren } from './children';
import { inferenceServiceStatus, isReady } from './status';

export interface InferenceServicesOptions {
  readonly store: ObjectStore;
  readonly workloads: Workloads;
  readonly events: EventLog;
  /** Live status of a Knative Service. */
  readonly knativeStatusOf: (object: KubernetesObject) => object | undefined;
}

/** The engine has KEDA; for the rest KServe is as the recordings in tests/conformance/kserve have it. */
const SETTINGS: KserveSettings = { ...DEFAULT_KSERVE_SETTINGS, keda: 'installed' };

const CHILD_KINDS: readonly (readonly [apiVersion: string, kind: string])[] = [
  ['v1', 'Service'],
  ['apps/v1', 'Deployment'],
  ['autoscaling/v2', 'HorizontalPodAutoscaler'],
  ['keda.sh/v1alpha1', 'ScaledObject'],
  [KNATIVE_SERVICE_API, 'Service'],
];

/** KServe: InferenceServices become Deployments, Services and HPAs, or Knative Services. */
export class InferenceServices {
  private readonly ready = new Set<string>();

  public constructor(private readonly options: InferenceServicesOptions) {}

  /**
   * The objects, with InferenceServices as admission leaves them and the objects KServe creates for them. Starts nothing. Throws
   * a UserError for what the API server, KServe's webhooks or its controller would refuse.
   */
  public expand(objects: readonly Validated[]): Validated[] {
    return objects.flatMap((object) => (object.source.kind === KIND ? this.expanded(object.source) : [object]));
  }

  /** Live `status` of an InferenceService; undefined for anything else. */
  public statusOf(object: KubernetesObject): object | undefined {
    if (object.kind !== KIND) return undefined;
    const { workloads, store, knativeStatusOf } = this.options;
    const service = object as unknown as InferenceService;
    const namespace = namespaceOf(object);
    return inferenceServiceStatus(service, modeOf(service), SETTINGS, {
      deployment: (name) => workloads.status({ kind: 'Deployment', namespace, name }),
      knativeService: (name) => {
        const found = store.written(KNATIVE_SERVICE_API, 'Service', namespace).find((one) => one.metadata.name === name);
        return found && knativeStatusOf(found);
      },
    });
  }

  /** Call when pods may have become ready or not ready. */
  public podsChanged(): void {
    for (const object of this.options.store.written(API_VERSION, KIND)) {
      const key = `${namespaceOf(object)}/${object.metadata.name}`;
      const isNow = isReady(this.statusOf(object));
      if (isNow === this.ready.has(key)) continue;
      if (isNow) this.ready.add(key);
      else this.ready.delete(key);
      this.options.events.record({
        subject: { kind: KIND, namespace: namespaceOf(object), name: object.metadata.name },
        type: isNow ? 'Normal' : 'Warning',
        reason: isNow ? 'InferenceServiceReady' : 'InferenceServiceNotReady',
        message: `InferenceService [${object.metadata.name}] is ${isNow ? '' : 'no longer '}Ready`,
        source: 'v1beta1Controllers',
      });
    }
  }

  private expanded(written: KubernetesObject): Validated[] {
    const namespace = namespaceOf(written);
    const previous = this.options.store
      .written(API_VERSION, KIND, namespace)
      .find(({ metadata }) => metadata.name === written.metadata.name);
    const admission = admit(written, previous as unknown as InferenceService | undefined, SETTINGS);
    if (!admission.accepted) throw refused(written, admission.rejection);
    const service = admission.object;
    const existing = this.childrenOf(written.metadata.name, namespace);
    const { objects, failure } = makeChildren(service, modeOf(service), existing.map(asChild), SETTINGS);
    if (failure !== undefined)
      throw new UserError({
        where: titleOf(written),
        problem: `is admitted, but KServe cannot run it: ${failure}.`,
        fix: 'On a cluster it would never become ready; at best its conditions hold this text.',
        code: 'manifest-wrong',
      });
    const gone = existing.filter((old) => !objects.some((one) => isSame(one, old)));
    if (gone.length > 0)
      throw new UserError({
        where: titleOf(written),
        problem: `would remove ${gone.map(titleOf).join(', ')}; the local engine cannot remove running objects.`,
        fix: 'Stop the lab and start it again: ./lab down, then ./lab up.',
        code: 'restart-needed',
      });
    const source = service as unknown as KubernetesObject;
    return [{ source, parsed: source }, ...validate(objects)];
  }

  private childrenOf(service: string, namespace: string): KubernetesObject[] {
    const { store, workloads } = this.options;
    return CHILD_KINDS.flatMap(([apiVersion, kind]) => store.written(apiVersion, kind, namespace))
      .filter((object) => isOwnedBy(service, object))
      .map((object) => {
        const kind = object.kind as WorkloadReference['kind'];
        const running = workloads.status({ kind, namespace: namespaceOf(object), name: object.metadata.name });
        // Keep the number of pods that an autoscaler has set.
        return running === undefined ? object : { ...object, spec: { ...(object['spec'] as object), replicas: running.desired } };
      });
  }
}

function modeOf({ metadata }: InferenceService): 'Standard' | 'Knative' {
  return metadata.annotations?.[ANNOTATION.mode] === 'Knative' ? 'Knative' : 'Standard';
}

function asChild(object: KubernetesObject): Child {
  const { name, namespace, labels, annotations } = object.metadata;
  return { ...object, metadata: { name, namespace, labels, annotations } } as unknown as Child;
}

function isSame(one: KubernetesObject, other: KubernetesObject): boolean {
  return one.apiVersion === other.apiVersion && one.kind === other.kind && one.metadata.name === other.metadata.name;
}

const WHO: Readonly<Record<Rejection['by'], string>> = {
  decoding: 'The API server refuses it',
  schema: 'The API server refuses it',
  defaulter: 'KServe’s webhook refuses it',
  validator: 'KServe’s webhook refuses it',
};

function refused(object: KubernetesObject, { by, problems }: Rejection): UserError {
  const list = problems.map(({ path, message }) => (path === '' ? message : `${path} ${message}`)).join('; ');
  return new UserError({ where: titleOf(object), problem: `${WHO[by]}: ${list}.`, code: 'manifest-wrong' });
}
