import { HpaController, type ControllerSettings, type HpaInputs, type HpaSpec, type SyncResult } from '../../../../scaling/hpa';
import type { Replayer } from './differences';

export interface HpaSetup {
  readonly spec: HpaSpec;
  readonly settings: Partial<ControllerSettings>;
}

/** One sync. */
export interface HpaStep {
  readonly at: number;
  readonly inputs: HpaInputs;
  readonly outcome: SyncResult;
}

/** JSON has null for a hole in an array: a pod that the metrics API does not know. */
function withHoles<T>(perPod: readonly (T | null | undefined)[] | undefined): (T | undefined)[] | undefined {
  return perPod?.map((one) => one ?? undefined);
}

function fromJson(inputs: HpaInputs): HpaInputs {
  const resources = Object.entries(inputs.resources ?? {}).map(([name, perPod]) => [name, withHoles(perPod)]);
  return { ...inputs, resources: Object.fromEntries(resources) as NonNullable<HpaInputs['resources']> };
}

export function hpaReplayer(setup: HpaSetup): Replayer {
  const controller = new HpaController(setup.spec, setup.settings);
  return (step) => {
    const { at, inputs } = step as HpaStep;
    return { outcome: controller.sync(at, fromJson(inputs)) };
  };
}
