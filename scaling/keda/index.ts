/**
 * KEDA 8b4f083 as its operator decides, without a cluster: `ScaledObjectLoop` and `ScaledJobLoop`, fed with readings.
 *
 * - `scaled-object-loop`, `executor`, `fallback`, `scaled-object-hpa`: from zero to one and back, and the HPA for the rest
 * - `scaled-job-loop`, `scaling-strategies`, `jobs`: how many jobs to create
 * - `scalers/`: every trigger type and its parameters; `metadata-problems`: what is wrong with those that are written
 * - `triggers`, `cron-trigger`, `queue-triggers`, `parse-triggers`, `trigger-types`, `metadata`, `scaler`, `readings`,
 *   `metric-value`: from trigger to metric
 * - `cron/`: what a cron trigger asks for, when
 * - `modifiers`, `composite`, `formula/`: one metric computed from all triggers
 * - `types`, `defaults`, `annotations`: the objects and what KEDA fills in
 * - `validate-*`: what the CRD, the webhook or the operator refuses or ignores
 */
export * from './annotations';
export * from './cron';
export * from './defaults';
export * from './executor';
export type { TriggerHealth, TriggerMetric, Workload } from './fallback';
export { withFallback } from './fallback';
export * from './formula';
export * from './jobs';
export type { TriggerContext } from './metadata';
export { isOpaqueTrigger } from './metadata-problems';
export { metricMilli } from './metric-value';
export { modifiersOf } from './modifiers';
export * from './readings';
export * from './scaled-job-loop';
export * from './scaled-object-hpa';
export * from './scaled-object-loop';
export * from './scaler';
export * from './scaling-strategies';
export { TRIGGER_TYPES } from './scalers';
export { isResourceTrigger } from './trigger-types';
export { MODELLED_TYPES, type ParsedTrigger, parseTrigger } from './triggers';
export * from './types';
export { cronTriggers } from './validate-cron';
export { validateScaledJob } from './validate-scaled-job';
export { validateScaledObject } from './validate-scaled-object';
