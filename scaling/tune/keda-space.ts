import {
  cooldownPeriodMs,
  hpaMaxReplicas,
  leastReplicas,
  pollingIntervalMs,
  validateScaledObject,
  type ScaledObjectSpec,
  type Trigger,
} from '../keda';
import { firstRejection } from '../problem';
import { podRps } from '../diff/simulated';
import type { Workload } from '../simulate';
import type { Demand } from './demand';
import { around, clamp, maxLadder, numberKnob, podLadder, spaceOf, type Knob, type SearchSpace, type Tuned } from './space';

/** What a trigger calls its target. */
const TARGET_KEYS = ['listLength', 'lagCount', 'pendingEntriesCount', 'streamLength', 'threshold'] as const;
const POLLS_SECONDS = [5, 10, 15, 30];
const COOLDOWNS_SECONDS = [30, 60, 120, 300];

/** Target of every trigger, min, max, polling and cooldown of a ScaledObject. */
export function kedaSpace({ autoscaler, workload, demand }: Tuned<'keda'>): SearchSpace {
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
  return spaceOf<ScaledObjectSpec>({
    knobs: [
      ...spec.triggers.flatMap(targetKnob),
      scaled('min', 'minReplicaCount', leastReplicas(spec), [0, ...podLadder(0, demand.peakBusyPods)]),
      scaled('max', 'maxReplicaCount', max, maxLadder(demand.peakBusyPods)),
      scaled('poll', 'pollingInterval', pollingIntervalMs(spec) / 1000, POLLS_SECONDS, ' s'),
      scaled('cooldown', 'cooldownPeriod', cooldownPeriodMs(spec) / 1000, COOLDOWNS_SECONDS, ' s'),
    ],
    state: spec,
    autoscalerOf: (state) => {
      const changed = { ...scaledObject, spec: state };
      const refusal = firstRejection(validateScaledObject(changed, autoscaler.context));
      return refusal === undefined ? { ...autoscaler, scaledObject: changed } : undefined;
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
function settledPods(spec: ScaledObjectSpec, workload: Workload, { firstRps }: Demand): number {
  const busy = Math.ceil(firstRps / podRps(workload));
  const least = firstRps > 0 ? Math.max(1, leastReplicas(spec)) : (spec.idleReplicaCount ?? leastReplicas(spec));
  return clamp(busy, least, Math.max(least, hpaMaxReplicas(spec)));
}
