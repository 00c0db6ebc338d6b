import { isRecord } from '../../../contract';
import type { RawObject } from '../documents';
import { nameOf, namespaceOf } from './link';

/** Rules of a namespace or of the cluster, which hold for every object there without being changed by any. */
const RULES = new Set(['LimitRange', 'Namespace', 'ConfigMap', 'LLMInferenceServiceConfig']);
const ANY = '*';

/**
 * Objects in parts that have nothing to do with each other: no name, selector, quota or rule of a namespace reaches from one into
 * another. Each part can be read and judged by itself, so that the work grows with what changes, not with the square of the tree.
 *
 * @param objects of both sides, told apart by nothing: the same object on both is in the same part
 */
export function partsOf(objects: readonly RawObject[]): RawObject[][] {
  const sets = new Sets();
  const spread = podsByLabel(objects);
  const quotaOf = quotaTokens(objects);
  objects.forEach((raw, index) => {
    for (const token of tokensOf(raw)) sets.join(index, `${raw.appliedWith}\n${token}`);
    const quota = quotaOf(raw);
    // A quota of a folder holds for the deployments below it, too.
    if (quota !== undefined) sets.join(index, quota);
    for (const pod of selectedBy(raw, spread)) sets.joinEach(index, pod);
  });
  return sets.groups(objects);
}

/** Whether an object is a rule that every part of its namespace needs to know. */
export function isRule({ kind }: RawObject): boolean {
  return RULES.has(kind);
}

/** What others may call an object by, and what it calls others by. */
function tokensOf(raw: RawObject): string[] {
  const own = nameOf(raw);
  const names = [own, own.replace(MADE_BY_OTHERS, ''), ...referencesIn(raw.body['spec'], 0)];
  return names.filter((name) => name !== '').map((name) => `name ${name}`);
}

/** What a quota counts together: all objects of its namespace, or all there are where a namespace is not written. */
function quotaTokens(objects: readonly RawObject[]): (raw: RawObject) => string | undefined {
  const quotas = new Set(objects.filter(({ kind }) => kind === 'ResourceQuota').map(namespaceOf));
  if (quotas.size === 0) return () => undefined;
  const isAnywhere = quotas.has(undefined) || objects.some((raw) => namespaceOf(raw) === undefined);
  return (raw) => {
    const namespace = namespaceOf(raw);
    return isAnywhere ? 'quota' : quotas.has(namespace) ? `quota ${namespace ?? ''}` : undefined;
  };
}

/** KServe, Knative and KEDA name what they make after the object that asks for it. */
const MADE_BY_OTHERS = /^keda-hpa-|-(?:predictor|transformer|explainer|kserve)(?:-default)?$|(?:-\d{5})?-deployment$/;
const DEEPEST = 12;
/** Large parts of an object that name no other one that scales. */
const NO_REFERENCES = new Set(['containers', 'initContainers', 'metadata', 'metrics', 'behavior', 'selector', 'affinity']);

/** Names after keys such as `scaleTargetRef`, and of claims. */
function referencesIn(value: unknown, depth: number): string[] {
  if (depth > DEEPEST) return [];
  if (Array.isArray(value)) return value.flatMap((item) => referencesIn(item, depth + 1));
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, below]) => {
    if (typeof below === 'number' || NO_REFERENCES.has(key)) return [];
    if (key === 'claimName' && typeof below === 'string') return [below];
    const named = /refs?$|^describedObject$/i.test(key) ? [below].flat() : [];
    const targets = named.flatMap((one) => (isRecord(one) && typeof one['name'] === 'string' ? [one['name']] : []));
    return [...targets.flatMap((name) => [name, name.replace(MADE_BY_OTHERS, '')]), ...referencesIn(below, depth + 1)];
  });
}

type Labels = readonly (readonly [key: string, value: string])[];

/** Indices of the objects whose pods have a label. */
type Spread = ReadonlyMap<string, readonly number[]>;

function podsByLabel(objects: readonly RawObject[]): Spread {
  const found = new Map<string, number[]>();
  const add = (key: string, index: number): void => {
    const known = found.get(key);
    if (known === undefined) found.set(key, [index]);
    else known.push(index);
  };
  objects.forEach((raw, index) => {
    const labels = podLabels(raw);
    if (labels.length > 0) add(ANY, index);
    for (const label of labels) add(label.join('='), index);
  });
  return found;
}

/** Pods that an object may select: those with the rarest of the labels that it wants. */
function selectedBy(raw: RawObject, spread: Spread): readonly number[] {
  const selector = isRecord(raw.body['spec']) ? raw.body['spec']['selector'] : undefined;
  if (!isRecord(selector)) return [];
  const wanted = labelsIn(selector['matchLabels'] ?? (selector['matchExpressions'] === undefined ? selector : {}));
  if (wanted.length === 0) return spread.get(ANY) ?? [];
  const candidates = wanted.map((label) => spread.get(label.join('=')) ?? []);
  return candidates.reduce((best, one) => (one.length < best.length ? one : best));
}

function podLabels({ kind, body }: RawObject): Labels {
  const spec = isRecord(body['spec']) ? body['spec'] : {};
  const job = kind === 'CronJob' && isRecord(spec['jobTemplate']) ? spec['jobTemplate']['spec'] : spec;
  const template = isRecord(job) ? job['template'] : undefined;
  const metadata = isRecord(template) ? template['metadata'] : undefined;
  return isRecord(metadata) ? labelsIn(metadata['labels']) : [];
}

function labelsIn(value: unknown): Labels {
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, label]) => (typeof label === 'string' ? [[key, label] as const] : []));
}

/** Disjoint sets of indices that are joined by what they share. */
class Sets {
  private readonly parents: number[] = [];
  private readonly byToken = new Map<string, number>();

  public join(index: number, token: string): void {
    const known = this.byToken.get(token);
    if (known === undefined) this.byToken.set(token, index);
    else this.joinEach(index, known);
  }

  public joinEach(one: number, other: number): void {
    const [left, right] = [this.rootOf(one), this.rootOf(other)];
    if (left !== right) this.parents[Math.max(left, right)] = Math.min(left, right);
  }

  public groups<T>(items: readonly T[]): T[][] {
    const found = new Map<number, T[]>();
    items.forEach((item, index) => {
      const root = this.rootOf(index);
      const known = found.get(root);
      if (known === undefined) found.set(root, [item]);
      else known.push(item);
    });
    return [...found.values()];
  }

  private rootOf(index: number): number {
    let root = index;
    while ((this.parents[root] ?? root) !== root) root = this.parents[root] ?? root;
    // The way is made shorter for the next.
    for (let at = index; at !== root;) {
      const next = this.parents[at] ?? root;
      this.parents[at] = root;
      at = next;
    }
    return root;
  }
}
