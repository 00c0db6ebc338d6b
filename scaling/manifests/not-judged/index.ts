/**
 * What has to do with scaling and is not understood: named in every answer, and no gate passes on a change of it.
 *
 * - `not-judged`: the record, and how to make one; `placeholders`: one for every file with values that are filled in later
 * - `producers`: who looks for it; `unknown-kinds`, `unrelated-kinds`, `scaling-values`: any kind that nothing reads;
 *   `unread-parts`: parts of kinds that are read; `keda`: triggers, annotations and fields that KEDA does not have
 */
export * from './not-judged';
export { notJudgedIn } from './producers';
export { unfilled } from './placeholders';
export { isAboutScaling } from './unknown-kinds';
export { scalingValues } from './scaling-values';
export { isUnrelatedKind } from './unrelated-kinds';
