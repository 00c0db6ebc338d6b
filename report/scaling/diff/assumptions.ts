import type { DiffReport } from '../../../scaling/diff';

/** The assumptions behind every number. */
export function assumptions({ prices, kubernetesVersion, predictions }: DiffReport): string[] {
  return [
    `Prices: $${prices.vcpuHourUsd} per vCPU-hour, $${prices.gibHourUsd} per GiB-hour, $${prices.gpuHourUsd} per GPU-hour, for what pods request (not for what nodes cost).`,
    '"At most" means every autoscaler at its maximum, whatever the load. DaemonSets, the surge of a rollout and node start-up are left out.',
    `Times are those of the HPA's rules on Kubernetes ${kubernetesVersion}, with a metric that asks for the other count at once and pods that start and stop at once.`,
    ...(predictions === null
      ? ['No traffic was simulated: nothing here says how latency or errors change.']
      : predictions.assumptions),
  ];
}
