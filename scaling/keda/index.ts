export * from './annotations';
export {
  cooldownPeriodMs,
  hpaMaxReplicas,
  hpaMinReplicas,
  initialCooldownPeriodMs,
  jobMaxReplicas,
  jobMinReplicas,
  leastReplicas,
} from './defaults';
export * from './executor';
export type { TriggerHealth, TriggerMetric, Workload } from './fallback';
export { withFallback } from './fallback';
export * from './formula';
export * from './jobs';
export type { TriggerContext } from './metadata';
export { metricMilli } from './metric-value';
export { modifiersOf } from './modifiers';
export * from './readings';
export * from './scaled-job-loop';
export * from './scaled-object-hpa';
export * from './scaled-object-loop';
export * from './scaler';
export * from './scaling-strategies';
export { isResourceTrigger } from './trigger-types';
export { type ParsedTrigger, parseTrigger } from './triggers';
export * from './types';
export { validateScaledJob } from './validate-scaled-job';
export { validateScaledObject } from './validate-scaled-object';
export type { Problem } from '../problem';
