/**
 * Makes Kubernetes manifests of a lab, and checks them. Nothing but `main` reads the environment.
 *
 * - `main`, `synth.cjs`, `load-typescript.cjs`: the cdk8s app, and how Node starts it from TypeScript
 * - `build-lab`, `synth-lab`: the charts of a lab, and the checked files that they become
 * - `services/`, `kserve/`, `benchmarks/`, `platform/`: the catalogue of charts and their constructs
 * - `autoscaling/`, `pod/`, `quantities`, `images`: the parts that charts are built from
 * - `schema/`, `rules/`, `setting`: what is checked, and where in lab.yaml a mistake is fixed
 */
export { arrangementOf, type LabInput } from './build-lab';
export { jobInputOf } from './benchmarks/input';
export { accountsIn, accountValues, drawnValues, drawPassword } from './pod/accounts-secret';
export { BENCHMARK_LABEL } from './pod/labels';
export { benchmarkJobName } from './benchmarks/job';
export type { Images } from './images';
export { GPU_RESOURCE } from './quantities';
export { LAB_RULES, RULES, ruleFindings, titleOf, type Finding, type Rule } from './rules';
export { ownImage } from './services/own-service';
export { awakeTogether, restingServices } from './services/resting';
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
