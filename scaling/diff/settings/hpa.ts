import {
  completeSpec,
  DEFAULT_CONTROLLER_SETTINGS,
  type CompleteSpec,
  type HpaBehavior,
  type HpaSpec,
  type MetricSpec,
  type MetricTarget,
  type ScalingPolicy,
} from '../../hpa';
import { maybe, setting, spoken, waiting, type Setting } from './setting';

/** What an HPA does, with everything that Kubernetes fills in. */
export function hpaSettings(spec: HpaSpec): Setting[] {
  const complete = completeSpec(spec, DEFAULT_CONTROLLER_SETTINGS);
  const { kind, name } = spec.scaleTargetRef ?? { kind: '', name: '' };
  return [
    setting('min', 'min', complete.minReplicas),
    setting('max', 'max', complete.maxReplicas),
    ...metricSettings(complete.metrics),
    ...behaviorSettings(spec.behavior),
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

/** How fast an HPA moves. Without `behavior` other rules hold than its defaults. */
export function behaviorSettings(behavior: HpaBehavior | undefined): Setting[] {
  const { behavior: complete } = completeSpec(
    { maxReplicas: 1, ...(behavior === undefined ? {} : { behavior }) },
    DEFAULT_CONTROLLER_SETTINGS,
  );
  const { downscaleStabilizationSeconds } = DEFAULT_CONTROLLER_SETTINGS;
  if (complete === undefined) {
    return [
      waiting('scaleUp.window', 'scale-up', 0),
      setting('scaleUp.limit', 'scale-up limit', 'to twice the pods or 4 pods per sync, the larger'),
      waiting('scaleDown.window', 'scale-down', downscaleStabilizationSeconds),
      setting('scaleDown.limit', 'scale-down limit', 'none'),
    ];
  }
  return [
    ...directionSettings('scaleUp', 'scale-up', complete.scaleUp),
    ...directionSettings('scaleDown', 'scale-down', complete.scaleDown),
  ];
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
