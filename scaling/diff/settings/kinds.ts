import { hpaMaxReplicas, leastReplicas } from '../../keda';
import { formatResource } from '../../lint';
import {
  onlyRecommends,
  type HttpScaledObjectManifest,
  type HttpTarget,
  type InterceptorRoute,
  type LimitRange,
  type LimitRangeKey,
  type LlmInferenceService,
  type LlmWorkload,
  type VerticalAutoscaler,
} from '../../manifests';
import { hpaSettings } from './hpa';
import { ofMade, scaledObjectSettings } from './others';
import { podSettings } from './pod';
import { maybe, setting, spoken, within, type Setting } from './setting';

export function httpScaledObjectSettings({ scaledObject, target, isScaledByOther }: HttpScaledObjectManifest): Setting[] {
  const { spec } = scaledObject;
  const { kind = 'Deployment', name } = spec.scaleTargetRef;
  return [
    setting('min', 'min', leastReplicas(spec)),
    setting('max', 'max', hpaMaxReplicas(spec)),
    ...targetSettings(target),
    ...maybe('cooldown', 'cooldown before zero', spec.cooldownPeriod, ' s'),
    ...maybe('initialCooldown', 'cooldown after creation', spec.initialCooldownPeriod, ' s'),
    ...(isScaledByOther ? [setting('scaledBy', 'scaled by', 'a ScaledObject of somebody else')] : []),
    setting('moves', 'moves', `${kind === '' ? 'Deployment' : kind} ${name}`),
  ];
}

export function interceptorRouteSettings({ target }: InterceptorRoute): Setting[] {
  return targetSettings(target);
}

function targetSettings({ metric, value, window, granularity }: HttpTarget): Setting[] {
  const what = metric === 'concurrency' ? 'requests at a time' : 'requests per second';
  return [
    setting('target', 'target', value, ` ${what} per pod`),
    ...maybe('window', 'window of the rate', window),
    ...maybe('granularity', 'granularity of the rate', granularity),
  ];
}

export function llmSettings({ isStopped, workloads, missingBases }: LlmInferenceService): Setting[] {
  return [
    ...(isStopped ? [setting('stopped', 'stopped', 'yes')] : []),
    ...missingBases.map((name) => setting(`base/${name}`, 'base that is not here', name)),
    ...workloads.flatMap((part) => (part.role === 'decode' ? workloadSettings(part) : within('prefill', workloadSettings(part)))),
  ];
}

function workloadSettings({ replicas, scaling, pod, workers }: LlmWorkload): Setting[] {
  return [
    ...maybe('replicas', 'replicas', replicas),
    ...ofMade(scaling?.hpa === undefined ? [] : hpaSettings(scaling.hpa)),
    ...ofMade(scaling?.scaledObject === undefined ? [] : scaledObjectSettings(scaling.scaledObject)),
    ...(pod === undefined ? [] : podSettings(pod)),
    ...(workers === undefined
      ? []
      : [setting('workers', 'workers of each group', workers.count), ...within('worker', podSettings(workers.pod))]),
  ];
}

export function verticalSettings(vpa: VerticalAutoscaler): Setting[] {
  const { updateMode, minReplicas, policies, targetKind, targetName } = vpa;
  return [
    setting('mode', 'update mode', onlyRecommends(vpa) ? 'Off (recommends only)' : updateMode),
    ...maybe('minReplicas', 'takes pods away from', minReplicas, ' pods on'),
    ...policies.flatMap((policy) => {
      const whose = policy.containerName === '*' ? 'every container' : `container ${policy.containerName}`;
      const amounts = (key: string, of: string, milli: typeof policy.minAllowedMilli): Setting[] =>
        Object.entries(milli).map(([resource, amount]) =>
          setting(`${key}.${resource}`, `${of} ${spoken(resource)}`, formatResource(resource, amount ?? 0).replace(/ CPU$/, '')),
        );
      return within(
        whose,
        policy.isOff
          ? [setting('off', 'is left alone', 'yes')]
          : [
              setting('controls', 'sets', policy.controlledResources.map(spoken).join(', ')),
              setting('values', 'sets', policy.controlledValues === 'RequestsOnly' ? 'requests only' : 'requests and limits'),
              ...amounts('min', 'at least', policy.minAllowedMilli),
              ...amounts('max', 'at most', policy.maxAllowedMilli),
            ],
      );
    }),
    setting('moves', 'sets the requests of', `${targetKind} ${targetName}`),
  ];
}

const AMOUNT_LABELS = {
  defaultRequest: 'default % request',
  default: 'default % limit',
  min: 'smallest % request',
  max: 'largest % limit',
  maxLimitRequestRatio: 'largest ratio of % limit to request',
} as const satisfies Record<LimitRangeKey, string>;

export function limitRangeSettings({ items }: LimitRange): Setting[] {
  return items.flatMap(({ type, written, amountsMilli }) =>
    (Object.keys(AMOUNT_LABELS) as LimitRangeKey[]).flatMap((key) =>
      Object.entries(written[key]).map(([resource, amount]) => {
        const whose = type === 'Container' ? '' : ` of a ${type}`;
        const label = `${AMOUNT_LABELS[key].replace('%', () => spoken(resource))}${whose}`;
        return { ...setting(`${type}/${key}.${resource}`, label, amount), meanings: [String(amountsMilli[key][resource])] };
      }),
    ),
  );
}
