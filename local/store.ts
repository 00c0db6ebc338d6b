import { randomUUID } from 'node:crypto';
import type { KubernetesObject } from '../contract';
import type { Clock } from './clock';
import { timestamp } from './clock';
import { KNATIVE_SERVICE_API } from './kubernetes/kinds';
import { namespaceOf, type RunObjects } from './kubernetes/objects';
import { templateHash } from './workloads/names';
import type { PodIdentity } from './pods/identity';
import type { Validated } from './kubernetes/validate';

interface Stored extends Validated {
  readonly uid: string;
  readonly createdAt: string;
  /** From 1; counts changes of what was written. */
  readonly generation: number;
}

/** Knative has a kind named Service too. */
function kindKey(apiVersion: string, kind: string): string {
  return apiVersion === KNATIVE_SERVICE_API ? `${kind}.serving.knative.dev` : kind;
}

/** All applied objects, as they were written and as the engine reads them. */
export class ObjectStore {
  private readonly objects = new Map<string, Stored>();
  /** Pod specs as they were written, by the object and the hash of its template. */
  private readonly templates = new Map<string, unknown>();

  public constructor(private readonly clock: Clock) {}

  public put(validated: Validated): void {
    const key = keyOf(validated.source);
    const known = this.objects.get(key);
    this.objects.set(key, {
      ...validated,
      uid: known?.uid ?? randomUUID(),
      createdAt: known?.createdAt ?? timestamp(this.clock.nowMs()),
      generation: known === undefined ? 1 : known.generation + (sameSpec(known, validated) ? 0 : 1),
    });
    const { spec } = validated.parsed as { readonly spec?: { readonly template?: unknown } };
    const { template } = (validated.source['spec'] ?? {}) as { readonly template?: { readonly spec?: unknown } };
    if (spec?.template !== undefined) this.templates.set(`${key}/${templateHash(spec.template)}`, template?.spec);
  }

  /** The object is no longer shown. */
  public delete(object: KubernetesObject): void {
    this.objects.delete(keyOf(object));
  }

  public has(object: KubernetesObject): boolean {
    return this.objects.has(keyOf(object));
  }

  public get<Kind extends keyof RunObjects>(kind: Kind, namespace: string, name: string): RunObjects[Kind] | undefined {
    return this.objects.get(`${kind}/${namespace}/${name}`)?.parsed as RunObjects[Kind] | undefined;
  }

  public all<Kind extends keyof RunObjects>(kind: Kind): RunObjects[Kind][] {
    return this.ofKind(kind).map((stored) => stored.parsed as RunObjects[Kind]);
  }

  /** The spec of a pod as the manifest wrote it, when its owner had that template. */
  public writtenPodSpec({ owner, namespace, templateHash: hash }: PodIdentity): unknown {
    return this.templates.get(`${owner.kind}/${namespace}/${owner.name}/${hash}`);
  }

  /** Objects of a kind as they were written, with what the API server adds to metadata. Any namespace when none is given. */
  public written(apiVersion: string, kind: string, namespace?: string): KubernetesObject[] {
    return this.ofKind(kindKey(apiVersion, kind))
      .filter((stored) => namespace === undefined || namespaceOf(stored.source) === namespace)
      .map(({ source, uid, createdAt, generation }) => ({
        ...source,
        metadata: { ...source.metadata, namespace: namespaceOf(source), uid, creationTimestamp: createdAt, generation },
      }));
  }

  private ofKind(key: string): Stored[] {
    return [...this.objects].filter(([name]) => name.startsWith(`${key}/`)).map(([, stored]) => stored);
  }
}

function keyOf(object: KubernetesObject): string {
  return `${kindKey(object.apiVersion, object.kind)}/${namespaceOf(object)}/${object.metadata.name}`;
}

function sameSpec(one: Validated, other: Validated): boolean {
  return JSON.stringify(one.source['spec']) === JSON.stringify(other.source['spec']);
}
