import { ramp, secondsToReach, validateHpa, type ControllerSettings, type HpaSpec } from '../hpa';

type Version = Partial<Pick<ControllerSettings, 'kubernetesVersion'>>;

/**
 * Seconds that an HPA's policies need from the minimum to the maximum when the demand jumps, pods starting at once.
 *
 * @returns undefined when it never gets there; 'unknown' when the API server would refuse the bounds or the behavior
 */
export function secondsMinToMax(spec: HpaSpec, settings: Version = {}): number | undefined | 'unknown' {
  return hpaSeconds(spec, spec.minReplicas ?? 1, spec.maxReplicas, settings);
}

/** The same from any count to any other within the bounds, up or down. */
export function hpaSeconds(spec: HpaSpec, from: number, to: number, settings: Version = {}): number | undefined | 'unknown' {
  const refused = validateHpa(spec, settings).some(
    ({ path, effect }) => effect === 'rejected' && /^spec\.(minReplicas|maxReplicas|behavior)/.test(path),
  );
  if (refused) return 'unknown';
  return secondsToReach(ramp(spec, from, to, { settings }), to);
}
