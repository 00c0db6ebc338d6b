import { type Problem, ignored } from '../problem';
import { activeMs, cronWindows, nextTimeMs, periodOf, type CronWindows } from './cron';
import { hpaMaxReplicas, leastReplicas } from './defaults';
import { modifiersOf } from './modifiers';
import { parseTrigger } from './triggers';
import type { ScaledObjectSpec } from './types';

/** Any moment: a schedule that comes at all comes within five years of it. */
const FROM_MS = Date.UTC(2026, 0, 1);
/** With more cron triggers than this nobody looks which of them another one covers. */
const MOST_COMPARED = 20;

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
  if (all.length > MOST_COMPARED) return [];
  const rivals = all.filter(
    ({ index, desiredReplicas }) => index !== trigger.index && desiredReplicas >= trigger.desiredReplicas,
  );
  const cover = rivals.find((other) => {
    const period = periodOf([trigger, other]);
    const [own, others, together] = [[trigger], [other], [trigger, other]].map((some) => activeMs(some, period));
    // Two that are equal cover each other: only the later one is told.
    const isTwin = other.desiredReplicas === trigger.desiredReplicas && others === own;
    return own !== 0 && together === others && !(isTwin && other.index > trigger.index);
  });
  if (cover === undefined) return [];
  const message = `has no effect: whenever it is active, triggers[${cover.index}] asks for ${cover.desiredReplicas}, and the most counts, not the sum`;
  return [ignored(`${path}.desiredReplicas`, message)];
}
