/**
 * Real metrics -> a scenario and a service-time profile: `makeProfile(api, request)`; the HTTP client is the caller's.
 *
 * - `prometheus`, `queries`, `steps`, `grid`, `observe`, `observed-range`: what is asked, in which steps, and what came back
 * - `histogram`, `cpu-fit`, `load-phases`, `derive`: from observations to service times, CPU and load
 * - `chosen-pods`, `replay`, `simulation-file`: the pods that ran, and a simulation of them to compare with
 */
export {
  isProfileFile,
  parseProfileFile,
  profileFileSchema,
  profileWords,
  residualWords,
  signed,
  type ProfileFile,
  type Residual,
} from '../diff/simulated/profile-file';
export { chosenPods } from './chosen-pods';
export { percentile as bucketPercentile } from './histogram';
export { observedRange, type ObservedRange, type RangeRequest } from './observed-range';
export { makeProfile, type ProfileReport, type ProfileRequest } from './profile';
export { timeText, type PrometheusApi, type Series, type TimeRange } from './prometheus';
export { PRESETS, queriesOf, type LatencyUnit, type OwnQueries, type Subject } from './queries';
