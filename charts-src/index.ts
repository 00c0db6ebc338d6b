export { jobInputOf } from './benchmark-input';
export { BENCHMARK_LABEL } from './labels';
export { benchmarkJobName } from './benchmark-job';
export type { Images } from './images';
export { GPU_RESOURCE } from './quantities';
export { RULES, ruleFindings, type Finding, type KubeObject, type Rule } from './rules';
export { titleOf } from './rules/rendered';
export { schemaFindings } from './schema/validate';
export { checkManifests, renderLab, synthLab, type ManifestFile, type RenderedLab } from './synth-lab';
