export { buildLab, type LabInput } from './build-lab';
export { BENCHMARK_LABEL } from './labels';
export { benchmarkJobName } from './benchmark-job';
export type { Images } from './images';
export { DEFAULT_PROFILE, labFiles } from './lab-files';
export { RULES, ruleFindings, type Finding, type KubeObject, type Rule } from './rules';
export { titleOf } from './rules/rendered';
export { schemaFindings } from './schema/validate';
export { checkManifests, synthLab, type ManifestFile } from './synth-lab';
