/** Real metrics -> a scenario and a service-time profile: `makeProfile(api, request)`; the HTTP client is the caller's. */
export { chosenPods } from './chosen-pods';
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
export { makeProfile, type ProfileReport, type ProfileRequest } from './profile';
export { timeText, type PrometheusApi, type Series, type TimeRange } from './prometheus';
export { PRESETS, queriesOf, type LatencyUnit, type OwnQueries, type Subject } from './queries';
