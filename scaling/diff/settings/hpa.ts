import {
  completeSpec,
  DEFAULT_CONTROLLER_SETTINGS,
  DEFAULT_SCALE_UP,
  type CompleteSpec,
  type HpaBehavior,
  type HpaSpec,
  type MetricSpec,
  type MetricTarget,
  type ScalingPolicy,
} from '../../hpa';
import { filledIn, maybe, setting, spoken, waiting, type Setting } from './setting';

/** What an HPA does, with everything that Kubernetes fills in. */
export function hpaSettings(spec: HpaSpec): Setting[] {
  const complete = completeSpec(spec, DEFAULT_CONTROLLER_SETTINGS);
  const { kind, name } = spec.scaleTargetRef ?? { kind: '', name: '' };
  return [
    setting('min', 'min', complete.minReplicas),
    setting('max', 'max', complete.maxReplicas),
    ...metricSettings(complete.metrics),
    ...behaviorSettings(spec.behavior, { min: complete.minReplicas, max: complete.maxReplicas }),
    ...maybe('moves', 'moves', name === '' ? undefined : `${kind} ${name}`),
  ];
}

function metricSettings(metrics: readonly MetricSpec[]): Setting[] {
  const seen = new Map<string, number>();
  return metrics.flatMap((metric) => {
    const named = nameOf(metric);
    if (named === undefined) return [];
    const count = seen.get(named.name) ?? 0;
    seen.set(named.name, count + 1);
    const key = `metric/${named.name}${count === 0 ? '' : `#${count + 1}`}`;
    const { value, unit } = targetWords(named.target);
    return [setting(key, `target ${named.name}`, value, unit)];
  });
}

function nameOf({
  type,
  resource,
  containerResource,
  pods,
  object,
  external,
}: MetricSpec): { name: string; target: MetricTarget } | undefined {
  if (type === 'Resource' && resource) return { name: spoken(resource.name), target: resource.target };
  if (type === 'ContainerResource' && containerResource) {
    return {
      name: `${spoken(containerResource.name)} of container ${containerResource.container}`,
      target: containerResource.target,
    };
  }
  if (type === 'Pods' && pods) return { name: pods.metric.name, target: pods.target };
  if (type === 'Object' && object)
    return { name: `${object.metric.name} of ${object.describedObject.name}`, target: object.target };
  if (type === 'External' && external) return { name: external.metric.name, target: external.target };
  return undefined;
}

function targetWords({ averageUtilization, averageValue, value }: MetricTarget): { value: string; unit: string } {
  if (averageUtilization !== undefined) return { value: String(averageUtilization), unit: ' %' };
  if (averageValue !== undefined) return { value: String(averageValue), unit: ' per pod' };
  return { value: String(value ?? 'nothing'), unit: ' in total' };
}

interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** How fast an HPA moves. Without `behavior` other rules hold than its defaults, where the bounds leave room for a difference. */
export function behaviorSettings(behavior: HpaBehavior | undefined, bounds: Bounds): Setting[] {
  const { behavior: complete } = completeSpec(
    { maxReplicas: 1, ...(behavior === undefined ? {} : { behavior }) },
    DEFAULT_CONTROLLER_SETTINGS,
  );
  const { downscaleStabilizationSeconds } = DEFAULT_CONTROLLER_SETTINGS;
  if (complete === undefined) {
    return filledIn([
      waiting('scaleUp.window', 'scale-up', 0),
      { ...setting('scaleUp.limit', 'scale-up limit', PLAIN_LIMIT), meanings: scaleUpMeanings(PLAIN_LIMIT, bounds) },
      waiting('scaleDown.window', 'scale-down', downscaleStabilizationSeconds),
      setting('scaleDown.limit', 'scale-down limit', 'none'),
    ]);
  }
  const up = directionSettings('scaleUp', 'scale-up', complete.scaleUp).map((one) =>
    one.key === 'scaleUp.limit' ? { ...one, meanings: scaleUpMeanings(one.value, bounds) } : one,
  );
  const down = directionSettings('scaleDown', 'scale-down', complete.scaleDown);
  return [
    ...(behavior?.scaleUp === undefined ? filledIn(up) : up),
    ...(behavior?.scaleDown === undefined ? filledIn(down) : down),
  ];
}

/** Without a `behavior`. */
const PLAIN_LIMIT = 'to twice the pods or 4 pods per sync, the larger';
const DEFAULT_LIMIT = limitWords('scaleUp', {
  ...DEFAULT_SCALE_UP,
  tolerance: undefined,
});

/** max(2c, 4) without a behavior and max(2c, c + 4) by its defaults are the same where no count within the bounds tells them apart. */
function scaleUpMeanings(limit: string, { min, max }: Bounds): string[] {
  if (limit !== PLAIN_LIMIT && limit !== DEFAULT_LIMIT) return [limit];
  for (let count = Math.max(min, 1); count < Math.min(4, max); count++)
    if (Math.min(max, Math.max(2 * count, 4)) !== Math.min(max, Math.max(2 * count, count + 4))) return [limit];
  return [limit, 'as without a behavior'];
}

type CompleteRules = NonNullable<CompleteSpec['behavior']>['scaleUp'];

function directionSettings(key: 'scaleUp' | 'scaleDown', label: string, rules: CompleteRules): Setting[] {
  return [
    waiting(`${key}.window`, label, rules.stabilizationWindowSeconds),
    setting(`${key}.limit`, `${label} limit`, limitWords(key, rules)),
    ...maybe(`${key}.tolerance`, `${label} tolerance`, rules.tolerance),
  ];
}

function limitWords(key: 'scaleUp' | 'scaleDown', { selectPolicy, policies }: CompleteRules): string {
  if (selectPolicy === 'Disabled') return 'never';
  // Whatever the other policies say, all pods may go at once.
  if (key === 'scaleDown' && selectPolicy !== 'Min' && policies.some(({ type, value }) => type === 'Percent' && value >= 100))
    return 'none';
  const words = policies.map((policy) => policyWords(key, policy));
  if (words.length < 2) return words[0] ?? 'none';
  return `${words.join(' or ')}, the ${selectPolicy === 'Min' ? 'smaller' : 'larger'}`;
}

function policyWords(key: 'scaleUp' | 'scaleDown', { type, value, periodSeconds }: ScalingPolicy): string {
  const amount = type === 'Percent' ? `${value} %` : `${value} ${value === 1 ? 'pod' : 'pods'}`;
  return `${key === 'scaleUp' ? '+' : '-'}${amount} per ${periodSeconds} s`;
}
