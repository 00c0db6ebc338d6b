import { milliValue, type Quantity } from '../../contract/quantity';
import type { RawObject } from './documents';
import type { Fields } from './fields';
import { readManifest, type Manifest } from './manifest';
import type { Container, Pod, ResourcesMilli } from './pod';

/** What one entry of a LimitRange says. */
export interface LimitRangeItem {
  /** `Container`, `Pod` or `PersistentVolumeClaim`. */
  readonly type: string;
  /** By what is bounded, as the file has it. */
  readonly written: Readonly<Record<LimitRangeKey, Readonly<Record<string, Quantity>>>>;
  readonly amountsMilli: Readonly<Record<LimitRangeKey, ResourcesMilli>>;
}

export interface LimitRange extends Manifest {
  readonly items: readonly LimitRangeItem[];
  /** What a container gets where it says nothing. */
  readonly defaults: LimitRangeDefaults;
}

export interface LimitRangeDefaults {
  readonly requestsMilli: ResourcesMilli;
  readonly limitsMilli: ResourcesMilli;
}

export type LimitRangeKey = 'defaultRequest' | 'default' | 'min' | 'max' | 'maxLimitRequestRatio';

export function readLimitRange(raw: RawObject): LimitRange {
  return readManifest(raw, (fields) => {
    const items = (fields.below('spec')?.list('limits') ?? []).map(readItem);
    return { items, defaults: defaultsOf(items) };
  });
}

function readItem(fields: Fields): LimitRangeItem {
  const written = byKey((key) => fields.amountMap(key));
  const amountsMilli = byKey((key) =>
    Object.fromEntries(Object.entries(written[key]).map(([resource, amount]) => [resource, milliValue(amount)])),
  );
  return { type: fields.text('type') ?? '', written, amountsMilli };
}

function byKey<T>(of: (key: LimitRangeKey) => T): Record<LimitRangeKey, T> {
  return {
    defaultRequest: of('defaultRequest'),
    default: of('default'),
    min: of('min'),
    max: of('max'),
    maxLimitRequestRatio: of('maxLimitRequestRatio'),
  };
}

/**
 * A default limit is the largest where none is written; a default request is the default limit, else the smallest.
 * Follows Kubernetes v1.35, pkg/apis/core/v1/defaults.go, SetDefaults_LimitRangeItem.
 */
function defaultsOf(items: readonly LimitRangeItem[]): LimitRangeDefaults {
  const each = items
    .filter(({ type }) => type === 'Container')
    .map(({ amountsMilli: { min, max, defaultRequest, default: limit } }) => {
      const limitsMilli = { ...max, ...limit };
      return { limitsMilli, requestsMilli: { ...min, ...limitsMilli, ...defaultRequest } };
    });
  return {
    requestsMilli: Object.assign({}, ...each.map(({ requestsMilli }) => requestsMilli)) as ResourcesMilli,
    limitsMilli: Object.assign({}, ...each.map(({ limitsMilli }) => limitsMilli)) as ResourcesMilli,
  };
}

/**
 * A pod as the API server stores it. A written limit is the request before the LimitRange is asked.
 * Follows Kubernetes v1.35, plugin/pkg/admission/limitranger/admission.go, mergePodResourceRequirements.
 */
export function withLimitRange(pod: Pod, { requestsMilli, limitsMilli }: LimitRangeDefaults): Pod {
  const filled = (container: Container): Container => {
    const missing = (own: ResourcesMilli, defaults: ResourcesMilli): ResourcesMilli =>
      Object.fromEntries(Object.entries(defaults).filter(([resource]) => own[resource] === undefined));
    const requests = missing(container.requestsMilli, requestsMilli);
    const limits = missing(container.limitsMilli, limitsMilli);
    return {
      ...container,
      requestsMilli: { ...container.requestsMilli, ...requests },
      limitsMilli: { ...container.limitsMilli, ...limits },
      fromLimitRange: [
        ...Object.keys(requests).map((resource) => `requests.${resource}`),
        ...Object.keys(limits).map((resource) => `limits.${resource}`),
      ],
    };
  };
  return { ...pod, containers: pod.containers.map(filled), initContainers: pod.initContainers.map(filled) };
}

/**
 * The LimitRanges that hold for an object: those of its namespace. Where one of the two names no namespace they belong together only
 * if all LimitRanges agree on one.
 */
export function limitRangesFor({ namespace }: Pick<Manifest, 'namespace'>, ranges: readonly LimitRange[]): readonly LimitRange[] {
  const same = ranges.filter((range) => range.namespace === namespace);
  if (same.length > 0) return same;
  const isOneNamespace = new Set(ranges.map((range) => range.namespace)).size === 1;
  const hasNone = namespace === undefined || ranges.every((range) => range.namespace === undefined);
  return isOneNamespace && hasNone ? ranges : [];
}

/** What containers of an object get where they say nothing; undefined where no LimitRange says so. */
export function limitRangeDefaultsFor(
  object: Pick<Manifest, 'namespace'>,
  ranges: readonly LimitRange[],
): LimitRangeDefaults | undefined {
  const chosen = limitRangesFor(object, ranges);
  if (chosen.length === 0) return undefined;
  return {
    requestsMilli: Object.assign({}, ...chosen.map(({ defaults }) => defaults.requestsMilli)) as ResourcesMilli,
    limitsMilli: Object.assign({}, ...chosen.map(({ defaults }) => defaults.limitsMilli)) as ResourcesMilli,
  };
}
