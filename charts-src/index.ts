export type { LabInput } from './build-lab';
export { jobInputOf } from './benchmarks/input';
export { BENCHMARK_LABEL } from './pod/labels';
export { benchmarkJobName } from './benchmarks/job';
export type { Images } from './images';
export { GPU_RESOURCE } from './quantities';
export { LAB_RULES, RULES, ruleFindings, titleOf, type Finding, type Rule } from './rules';
export { schemaFindings } from './schema/validate';
export {
  checkManifests,
  renderLab,
  synthLab,
  warningTexts,
  type ManifestFile,
  type RenderedLab,
  type Warning,
} from './synth-lab';
