import { hpaMaxReplicas, validateScaledObject, type ScaledObjectSpec, type Trigger } from '../keda';
import type { Autoscaler, Workload } from '../simulate';
import type { Demand } from './demand';
import { around, clamp, maxLadder, numberKnob, podLadder, spaceOf, type Knob, type SearchSpace } from './space';

type KedaAutoscaler = Extract<Autoscaler, { kind: 'keda' }>;

export interface KedaParts {
  readonly autoscaler: KedaAutoscaler;
  readonly workload: Workload;
  readonly demand: Demand;
}

/** What a trigger calls its target. */
const TARGET_KEYS = ['listLength', 'lagCount', 'pendingEntriesCount', 'streamLength', 'threshold'] as const;
const POLLS_SECONDS = [5, 10, 15, 30];
const COOLDOWNS_SECONDS = [30, 60, 120, 300];
/** KEDA's defaults, apis/keda/v1alpha1/scaledobject_types.go. */
const POLL_NOW_SECONDS = 30;
const COOLDOWN_NOW_SECONDS = 300;
const LOWEST_TARGET = 0.3;

/** Target of every trigger, min, max, polling and cooldown of a ScaledObject. */
export function kedaSpace({ autoscaler, workload, demand }: KedaParts): SearchSpace {
  const { scaledObject } = autoscaler;
  const { spec } = scaledObject;
  const max = hpaMaxReplicas(spec);
  const scaled = (
    name: string,
    key: keyof ScaledObjectSpec,
    now: number,
    choices: readonly number[],
    unit = '',
  ): Knob<ScaledObjectSpec> =>
    numberKnob<ScaledObjectSpec>(name, now, choices, {
      text: (value) => `${value}${unit}`,
      apply: (state, value) => ({ ...state, [key]: value }),
      edits: (value) => [{ path: ['spec', key], value }],
    });
  const most = Math.ceil(demand.peakBusyPods / LOWEST_TARGET);
  const minNow = spec.minReplicaCount ?? 0;
  return spaceOf<ScaledObjectSpec>({
    knobs: [
      ...spec.triggers.flatMap(targetKnob),
      scaled('min', 'minReplicaCount', minNow, [0, ...podLadder(most)]),
      scaled('max', 'maxReplicaCount', max, maxLadder(demand.peakBusyPods)),
      scaled('poll', 'pollingInterval', spec.pollingInterval ?? POLL_NOW_SECONDS, POLLS_SECONDS, ' s'),
      scaled('cooldown', 'cooldownPeriod', spec.cooldownPeriod ?? COOLDOWN_NOW_SECONDS, COOLDOWNS_SECONDS, ' s'),
    ],
    state: spec,
    autoscalerOf: (state) => {
      const changed = { ...scaledObject, spec: state };
      const isRefused = validateScaledObject(changed, autoscaler.context).some(({ effect }) => effect === 'rejected');
      return isRefused ? undefined : { ...autoscaler, scaledObject: changed };
    },
    settledPods: (state) => settledPods(state, workload, demand),
  });
}

function targetKnob(trigger: Trigger, index: number): Knob<ScaledObjectSpec>[] {
  const key = TARGET_KEYS.find((one) => trigger.metadata[one] !== undefined);
  const now = key === undefined ? Number.NaN : Number(trigger.metadata[key]);
  if (key === undefined || !Number.isInteger(now) || now < 1) return [];
  return [
    numberKnob<ScaledObjectSpec>(key, now, around(now), {
      text: String,
      apply: (state, value) => ({
        ...state,
        triggers: state.triggers.map((one, at) =>
          at === index ? { ...one, metadata: { ...one.metadata, [key]: String(value) } } : one,
        ),
      }),
      edits: (value) => [{ path: ['spec', 'triggers', index, 'metadata', key], value: String(value) }],
    }),
  ];
}

/** As many as keep up with the first rate, which leaves nothing waiting. */
function settledPods(spec: ScaledObjectSpec, { concurrency }: Workload, { firstRps, serviceMs }: Demand): number {
  const workers = concurrency === 0 ? 1 : concurrency;
  const busy = Math.ceil((firstRps * serviceMs) / 1000 / workers);
  const least = firstRps > 0 ? Math.max(1, spec.minReplicaCount ?? 0) : (spec.idleReplicaCount ?? spec.minReplicaCount ?? 0);
  return clamp(busy, least, Math.max(least, hpaMaxReplicas(spec)));
}
