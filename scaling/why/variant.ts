import {
  completeSpec,
  DEFAULT_CONTROLLER_SETTINGS,
  type ControllerSettings,
  type HpaController,
  type HpaInputs,
  type HpaSpec,
  type ScalingRules,
} from '../hpa';

/** One sync as it was, or as it would have been. */
export interface Variant {
  readonly spec: HpaSpec;
  readonly settings: Partial<ControllerSettings>;
  readonly inputs: HpaInputs;
}

/** A sync with the controller as it was before it. */
export interface Situation {
  readonly before: HpaController;
  readonly nowMs: number;
  readonly actual: Variant;
}

/** The count after a sync that had been different, everything before it as it was. */
export function replicasIf({ before, nowMs }: Situation, { spec, settings, inputs }: Variant): number {
  return before.copyWith(spec, settings).sync(nowMs, inputs).replicas;
}

export type Direction = 'scaleUp' | 'scaleDown';

/** Both rules as the controller applies them, written out. */
export function writtenBehavior({ spec, settings }: Variant): Record<Direction, ScalingRules> {
  const all = { ...DEFAULT_CONTROLLER_SETTINGS, ...settings };
  const written = completeSpec({ ...spec, behavior: spec.behavior ?? {} }, all).behavior;
  if (written === undefined) throw new Error('an HPA with a behavior has rules');
  // Without a behavior the limit of scaling up is another one: twice the count, or four.
  const up = spec.behavior === undefined ? { policies: LIMIT_WITHOUT_BEHAVIOR } : {};
  return { scaleUp: { ...written.scaleUp, ...up }, scaleDown: written.scaleDown };
}

const LIMIT_WITHOUT_BEHAVIOR = [{ type: 'Percent', value: 100, periodSeconds: 15 }];

export function withRules(variant: Variant, direction: Direction, different: Partial<ScalingRules>): Variant {
  const behavior = writtenBehavior(variant);
  return {
    ...variant,
    spec: { ...variant.spec, behavior: { ...behavior, [direction]: { ...behavior[direction], ...different } } },
  };
}
