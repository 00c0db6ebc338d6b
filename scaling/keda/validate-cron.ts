import { type Problem, ignored } from '../problem';
import { cronWindows, floors, nextTimeMs, type CronWindows } from './cron';
import { hpaMaxReplicas, leastReplicas } from './defaults';
import { modifiersOf } from './modifiers';
import { parseTrigger } from './triggers';
import type { ScaledObjectSpec } from './types';

/** A year that schedules are looked at over: a leap year, so that every date comes. */
const FROM_MS = Date.UTC(2028, 0, 1);
const TO_MS = Date.UTC(2029, 0, 1);

interface CronTrigger extends CronWindows {
  readonly index: number;
}

/** The cron triggers of an object that KEDA can read, by their place. */
export function cronTriggers({ triggers }: Pick<ScaledObjectSpec, 'triggers'>): CronTrigger[] {
  return triggers.flatMap((trigger, index): CronTrigger[] => {
    if (trigger.type !== 'cron') return [];
    const source = parseTrigger(trigger, index, '').scaler?.source;
    const windows = source?.kind === 'cron' ? cronWindows(source) : undefined;
    return windows === undefined ? [] : [{ ...windows, index }];
  });
}

/**
 * What cron triggers ask for without effect. Each only raises: the HPA takes the most of all triggers, between its bounds.
 * Upstream: KEDA 8b4f083, pkg/scalers/cron_scaler.go; Kubernetes v1.34, horizontal.go, computeReplicasForMetrics.
 */
export function cronProblems(spec: ScaledObjectSpec): Problem[] {
  if (modifiersOf(spec) !== undefined) return [];
  const triggers = cronTriggers(spec);
  return triggers.flatMap((trigger): Problem[] => {
    const path = `spec.triggers[${trigger.index}].metadata`;
    return [...outOfBounds(trigger, spec, path), ...never(trigger, path), ...covered(trigger, triggers, path)];
  });
}

function outOfBounds({ desiredReplicas: asked }: CronTrigger, spec: ScaledObjectSpec, path: string): Problem[] {
  const [min, max] = [leastReplicas(spec), hpaMaxReplicas(spec)];
  const at = `${path}.desiredReplicas`;
  if (asked > max) return [ignored(at, `${asked} is above maxReplicaCount: there are at most ${max} pods`)];
  if (asked > min || spec.idleReplicaCount !== undefined) return [];
  const message = `${asked} has no effect: a cron trigger only raises, and minReplicaCount holds ${min} pods at any time`;
  return [ignored(at, message)];
}

function never({ start, end, zone }: CronTrigger, path: string): Problem[] {
  const comes = (schedule: CronTrigger['start']): boolean => nextTimeMs(schedule, FROM_MS, zone) !== undefined;
  if (!comes(end)) return [ignored(`${path}.end`, 'never comes: KEDA then takes the trigger as never active')];
  return comes(start) ? [] : [ignored(`${path}.start`, 'never comes: KEDA then takes the trigger as always active')];
}

/** A trigger that never asks for more than another one does at the same time. */
function covered(trigger: CronTrigger, all: readonly CronTrigger[], path: string): Problem[] {
  const own = activeMs([trigger]);
  const cover = all.find((other) => {
    if (other.index === trigger.index || other.desiredReplicas < trigger.desiredReplicas || own === 0) return false;
    // Two that are equal cover each other: only the later one is told.
    const isTwin = other.desiredReplicas === trigger.desiredReplicas && activeMs([other]) === own;
    return activeMs([trigger, other]) === activeMs([other]) && !(isTwin && other.index > trigger.index);
  });
  if (cover === undefined) return [];
  const message = `has no effect: whenever it is active, triggers[${cover.index}] asks for ${cover.desiredReplicas}, and the most counts, not the sum`;
  return [ignored(`${path}.desiredReplicas`, message)];
}

/** How long any of some triggers is active in the year. */
function activeMs(triggers: readonly CronTrigger[]): number {
  return floors(triggers, FROM_MS, TO_MS).reduce(
    (sum, { fromMs, toMs, replicas }) => sum + (replicas > 0 ? toMs - fromMs : 0),
    0,
  );
}
