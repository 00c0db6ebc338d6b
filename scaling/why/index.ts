/**
 * Why an HPA decided as it did: `explainHpa(spec, settings, syncs)`.
 *
 * - `explain`: every sync of a recording, from the state that the controller was in
 * - `limits`: what bound, found by taking each limit away
 * - `smallest`: the smallest change that would have altered a sync, found by trying
 * - `published`: the same from what a cluster publishes, with what cannot be known from it
 * - `variant`: one sync as it would have been
 * - `recording`: the files that hold syncs
 */
export { explainHpa, type Asked, type RecordedSync, type SyncReason } from './explain';
export { LIMITS, type Bound, type LimitName } from './limits';
export { explainPublished, publishedSchema, type PublishedReason } from './published';
export { recordingOf, type Recording } from './recording';
export type { Alteration } from './smallest';
