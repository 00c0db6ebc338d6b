import { targetRefOf, titleOf, type Manifest, type Manifests, type TargetingScaler } from '../../manifests';
import { hpaSettings } from './hpa';
import {
  authenticationSettings,
  budgetSettings,
  configSettings,
  inferenceSettings,
  knativeSettings,
  quotaSettings,
  scaledJobSettings,
  scaledObjectSettings,
  topicSettings,
} from './others';
import { httpScaledObjectSettings, interceptorRouteSettings, limitRangeSettings, llmSettings, verticalSettings } from './kinds';
import { workloadSettings } from './pod';
import type { Setting } from './setting';

export type { Setting } from './setting';

/** An object and everything that it says about scaling. */
export interface Described {
  readonly manifest: Manifest;
  readonly title: string;
  readonly settings: readonly Setting[];
  /** Title of the workload that a scaler moves; undefined for everything else. */
  readonly moves?: string;
}

/** Everything in some manifests that can change how something scales; autoscalers first. */
export function describeAll(manifests: Manifests): Described[] {
  const describe = <T extends Manifest>(objects: readonly T[], settingsOf: (object: T) => Setting[]): Described[] =>
    objects.map((manifest) => ({ manifest, title: titleOf(manifest), settings: settingsOf(manifest) }));
  const describeScalers = <T extends TargetingScaler>(scalers: readonly T[], settingsOf: (scaler: T) => Setting[]): Described[] =>
    scalers.flatMap((scaler) => {
      const { kind, name } = targetRefOf(scaler);
      return describe([scaler], settingsOf).map((one) => ({ ...one, moves: titleOf({ ...scaler, apiVersion: '', kind, name }) }));
    });
  return [
    ...describeScalers(manifests.hpas, ({ spec }) => hpaSettings(spec)),
    ...describeScalers(manifests.scaledObjects, ({ scaledObject }) => scaledObjectSettings(scaledObject)),
    ...describeScalers(manifests.httpScaledObjects, httpScaledObjectSettings),
    ...describe(manifests.interceptorRoutes, interceptorRouteSettings),
    ...describe(manifests.scaledJobs, scaledJobSettings),
    ...describe(manifests.triggerAuthentications, authenticationSettings),
    ...describe(manifests.kafkaTopics, topicSettings),
    ...describe(manifests.knativeServices, (service) => knativeSettings(service, manifests.autoscalerConfig)),
    ...describe(manifests.inferenceServices, (service) => inferenceSettings(service, manifests.autoscalerConfig)),
    ...describe(manifests.llmServices, llmSettings),
    ...describe(manifests.verticalAutoscalers, verticalSettings),
    ...describe(manifests.autoscalerConfigs, configSettings),
    ...describe(manifests.workloads, workloadSettings),
    ...describe(manifests.disruptionBudgets, budgetSettings),
    ...describe(manifests.quotas, quotaSettings),
    ...describe(manifests.limitRanges, limitRangeSettings),
  ];
}
