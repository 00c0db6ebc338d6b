import { milliValue } from '../../contract/quantity';
import { completeSpec, DEFAULT_CONTROLLER_SETTINGS, validateHpa, type HpaSpec, type MetricSpec, type ScalingRules } from '../hpa';
import { firstRejection } from '../problem';
import type { Workload } from '../simulate';
import type { Demand } from './demand';
import {
  around,
  clamp,
  maxLadder,
  numberKnob,
  podLadder,
  spaceOf,
  type Edit,
  type Knob,
  type SearchSpace,
  type Tuned,
} from './space';

interface HpaParts extends Tuned<'hpa'> {
  /** As in its manifest, before anything is left out. */
  readonly written: HpaSpec;
  /** `autoscaling/v1` and `v2beta1` write targets elsewhere. */
  readonly apiVersion: string;
}

const TARGET_PERCENTS = [30, 40, 50, 60, 70, 80, 90];
const DOWN_WINDOWS_SECONDS = [60, 120, 300, 600];

/** Upstream's own scale-up rules, written out, and ones that reach the peak in fewer steps. */
const SCALE_UPS: readonly (readonly [text: string, rules: ScalingRules])[] = [
  ['double or +4 per 15 s', upRules(100, 4)],
  ['x4 or +10 per 15 s', upRules(300, 10)],
];

function upRules(percent: number, pods: number): ScalingRules {
  return {
    stabilizationWindowSeconds: 0,
    selectPolicy: 'Max',
    policies: [
      { type: 'Percent', value: percent, periodSeconds: 15 },
      { type: 'Pods', value: pods, periodSeconds: 15 },
    ],
  };
}

/** Target of every metric, min, max, how fast it scales up, how long it waits before it scales down. */
export function hpaSpace(parts: HpaParts): SearchSpace {
  const { autoscaler, written, apiVersion, demand, workload } = parts;
  const { spec } = autoscaler;
  const knobs: Knob<HpaSpec>[] = [
    ...targetKnobs(spec, written, apiVersion),
    numberKnob<HpaSpec>('min', spec.minReplicas ?? 1, podLadder(spec.maxReplicas, demand.peakBusyPods), {
      text: String,
      apply: (state, minReplicas) => ({ ...state, minReplicas }),
      edits: (value) => [{ path: ['spec', 'minReplicas'], value }],
    }),
    numberKnob<HpaSpec>('max', spec.maxReplicas, maxLadder(demand.peakBusyPods), {
      text: String,
      apply: (state, maxReplicas) => ({ ...state, maxReplicas }),
      edits: (value) => [{ path: ['spec', 'maxReplicas'], value }],
    }),
    // Behaviour is a field of autoscaling/v2 and v2beta2.
    ...(/\/v2(beta2)?$/.test(apiVersion) ? [scaleUpKnob(), downWindowKnob(spec)] : []),
  ];
  return spaceOf<HpaSpec>({
    knobs,
    state: spec,
    autoscalerOf: (state) => (isAccepted(state) ? { ...autoscaler, spec: state } : undefined),
    settledPods: (state) => settledPods(state, workload, demand),
  });
}

function isAccepted(spec: HpaSpec): boolean {
  const scaleTargetRef = spec.scaleTargetRef ?? { apiVersion: 'apps/v1', kind: 'Deployment', name: 'tuned' };
  return firstRejection(validateHpa({ ...spec, scaleTargetRef })) === undefined;
}

function targetKnobs(spec: HpaSpec, written: HpaSpec, apiVersion: string): Knob<HpaSpec>[] {
  const metrics = completeSpec(spec, DEFAULT_CONTROLLER_SETTINGS).metrics;
  return metrics.flatMap((metric): Knob<HpaSpec>[] => {
    const target = targetOf(metric);
    const name = nameOf(metric);
    const index = (written.metrics ?? []).findIndex((one) => nameOf(one) === name);
    const replaced = (state: HpaSpec, changed: Partial<Target>): HpaSpec => ({
      ...state,
      metrics: completeSpec(state, DEFAULT_CONTROLLER_SETTINGS).metrics.map((one) =>
        nameOf(one) === name ? withTarget(one, changed) : one,
      ),
    });
    if (target?.averageUtilization !== undefined)
      return [
        numberKnob<HpaSpec>(`${name} target`, target.averageUtilization, TARGET_PERCENTS, {
          text: (percent) => `${percent} %`,
          apply: (state, averageUtilization) => replaced(state, { averageUtilization }),
          edits: (percent) => [utilizationEdit(metric, index, apiVersion, percent)],
        }),
      ];
    const milli = target?.averageValue === undefined ? undefined : milliValue(target.averageValue);
    if (milli === undefined || milli < 1000 || index < 0 || !/\/v2(beta2)?$/.test(apiVersion)) return [];
    return [
      numberKnob<HpaSpec>(`${name} target`, Math.round(milli / 1000), around(milli / 1000), {
        text: String,
        apply: (state, value) => replaced(state, { averageValue: String(value) }),
        edits: (value) => [
          { path: ['spec', 'metrics', index, sourceKey(metric), 'target', 'averageValue'], value: String(value) },
        ],
      }),
    ];
  });
}

function utilizationEdit(metric: MetricSpec, index: number, apiVersion: string, percent: number): Edit {
  if (apiVersion.endsWith('/v1')) return { path: ['spec', 'targetCPUUtilizationPercentage'], value: percent };
  if (index < 0) return { path: ['spec', 'metrics'], value: [withTarget(metric, { averageUtilization: percent })] };
  const key = sourceKey(metric);
  const rest = apiVersion.endsWith('/v2beta1') ? ['targetAverageUtilization'] : ['target', 'averageUtilization'];
  return { path: ['spec', 'metrics', index, key, ...rest], value: percent };
}

type Target = NonNullable<MetricSpec['resource']>['target'];
type SourceKey = 'resource' | 'containerResource' | 'pods' | 'object' | 'external';

function sourceKey({ resource, containerResource, pods, object }: MetricSpec): SourceKey {
  if (resource !== undefined) return 'resource';
  if (containerResource !== undefined) return 'containerResource';
  if (pods !== undefined) return 'pods';
  return object !== undefined ? 'object' : 'external';
}

function targetOf(metric: MetricSpec): Target | undefined {
  return metric[sourceKey(metric)]?.target;
}

function nameOf({ resource, containerResource, pods, object, external }: MetricSpec): string {
  return resource?.name ?? containerResource?.name ?? (pods ?? object ?? external)?.metric.name ?? '';
}

function withTarget(metric: MetricSpec, changed: Partial<Target>): MetricSpec {
  const key = sourceKey(metric);
  const source = metric[key];
  return source === undefined ? metric : { ...metric, [key]: { ...source, target: { ...source.target, ...changed } } };
}

function scaleUpKnob(): Knob<HpaSpec> {
  return {
    name: 'scale-up',
    current: 0,
    options: [
      { text: 'as is', apply: (state) => state, edits: [] },
      ...SCALE_UPS.map(([text, scaleUp]) => ({
        text,
        apply: (state: HpaSpec): HpaSpec => ({ ...state, behavior: { ...state.behavior, scaleUp } }),
        edits: [{ path: ['spec', 'behavior', 'scaleUp'], value: scaleUp }],
      })),
    ],
  };
}

function downWindowKnob(spec: HpaSpec): Knob<HpaSpec> {
  const now = spec.behavior?.scaleDown?.stabilizationWindowSeconds ?? DEFAULT_CONTROLLER_SETTINGS.downscaleStabilizationSeconds;
  return numberKnob<HpaSpec>('scale-down window', now, DOWN_WINDOWS_SECONDS, {
    text: (seconds) => `${seconds} s`,
    apply: (state, stabilizationWindowSeconds) => ({
      ...state,
      behavior: { ...state.behavior, scaleDown: { ...state.behavior?.scaleDown, stabilizationWindowSeconds } },
    }),
    edits: (value) => [{ path: ['spec', 'behavior', 'scaleDown', 'stabilizationWindowSeconds'], value }],
  });
}

/** As many as its CPU target asks for at the first rate; the fewest, where it scales on something else. */
function settledPods(spec: HpaSpec, { cpuRequestMillis }: Workload, { firstRps, cpuMsPerRequest }: Demand): number {
  const [min, max] = [spec.minReplicas ?? 1, spec.maxReplicas];
  const wanted = completeSpec(spec, DEFAULT_CONTROLLER_SETTINGS).metrics.map((metric) => {
    const percent = targetOf(metric)?.averageUtilization;
    return percent === undefined ? 0 : Math.ceil((firstRps * cpuMsPerRequest) / ((cpuRequestMillis * percent) / 100));
  });
  return clamp(Math.max(0, ...wanted), min, Math.max(min, max));
}
