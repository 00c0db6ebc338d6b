import { titleOf, type Manifest, type Manifests } from '../../manifests';
import { hpaSettings } from './hpa';
import {
  budgetSettings,
  configSettings,
  inferenceSettings,
  knativeSettings,
  quotaSettings,
  scaledJobSettings,
  scaledObjectSettings,
} from './others';
import { workloadSettings } from './pod';
import type { Setting } from './setting';

export type { Setting } from './setting';

/** An object and everything that it says about scaling. */
export interface Described {
  readonly manifest: Manifest;
  readonly title: string;
  readonly settings: readonly Setting[];
}

/** Everything in some manifests that can change how something scales; autoscalers first. */
export function describeAll(manifests: Manifests): Described[] {
  const describe = <T extends Manifest>(objects: readonly T[], settingsOf: (object: T) => Setting[]): Described[] =>
    objects.map((manifest) => ({ manifest, title: titleOf(manifest), settings: settingsOf(manifest) }));
  return [
    ...describe(manifests.hpas, ({ spec }) => hpaSettings(spec)),
    ...describe(manifests.scaledObjects, scaledObjectSettings),
    ...describe(manifests.scaledJobs, scaledJobSettings),
    ...describe(manifests.knativeServices, knativeSettings),
    ...describe(manifests.inferenceServices, inferenceSettings),
    ...describe(manifests.autoscalerConfigs, configSettings),
    ...describe(manifests.workloads, workloadSettings),
    ...describe(manifests.disruptionBudgets, budgetSettings),
    ...describe(manifests.quotas, quotaSettings),
  ];
}
