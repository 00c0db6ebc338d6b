import { App, Yaml, type Chart } from 'cdk8s';
import { UserError, UserErrors } from '../contract';
import { buildLab, type LabInput } from './build-lab';
import { settingOf } from './lab-path';
import { ruleFindings, type Finding, type KubeObject } from './rules';
import { schemaFindings } from './schema/validate';

/** One file of `dist/`. */
export interface ManifestFile {
  /** `0002-queue.k8s.yaml`: sorts in the order in which files are applied. */
  readonly name: string;
  readonly objects: readonly KubeObject[];
  readonly yaml: string;
}

/** A lab as constructs, and as the files that they render. */
export interface RenderedLab {
  readonly app: App;
  readonly files: ManifestFile[];
}

/** The manifests of a lab, as `renderLab` makes them. */
export function synthLab(input: LabInput): ManifestFile[] {
  return renderLab(input).files;
}

/**
 * The manifests of a lab, in the order they are applied, checked against the API's schemas and the lab's rules. Nothing is
 * written, read or fetched; the same input gives the same bytes.
 *
 * @throws UserErrors naming every setting of lab.yaml, or object and field, that is wrong
 */
export function renderLab(input: LabInput): RenderedLab {
  // An output folder that is never used: without one cdk8s makes a folder name from the environment.
  const app = new App({ outdir: 'dist' });
  buildLab(app, input);
  throwAny(settingErrors(app));
  const files = app.charts.map((chart, index) => manifestFile(chart, index));
  checkManifests(files.flatMap(({ objects }) => objects));
  return { app, files };
}

/**
 * Checks rendered objects, whoever made them.
 *
 * @throws UserErrors naming object and field of everything that a schema or a rule refuses
 */
export function checkManifests(objects: readonly KubeObject[]): void {
  throwAny(objects.flatMap(schemaFindings).map((finding) => findingError(finding, 'Kubernetes schema')));
  throwAny(ruleFindings(objects).map((finding) => findingError(finding, finding.rule)));
}

function manifestFile(chart: Chart, index: number): ManifestFile {
  const objects = chart.toJson() as KubeObject[];
  return { name: `${String(index).padStart(4, '0')}-${chart.node.id}.k8s.yaml`, objects, yaml: Yaml.stringify(...objects) };
}

/** What constructs found wrong, said in terms of the setting they come from. */
function settingErrors(app: App): UserError[] {
  return app.node.findAll().flatMap((construct) =>
    construct.node.validate().map((problem) => {
      const setting = settingOf(construct);
      return new UserError({ where: setting === '' ? construct.node.path : `lab.yaml  ${setting}`, problem, exit: 'config' });
    }),
  );
}

function findingError({ object, field, problem, fix }: Finding, rule: string): UserError {
  return new UserError({
    where: `${object}  ${field}`,
    problem: `${problem} (${rule})`,
    ...(fix === undefined ? {} : { fix }),
    exit: 'config',
  });
}

function throwAny(errors: readonly UserError[]): void {
  const [first, ...rest] = errors;
  if (first !== undefined) throw new UserErrors([first, ...rest]);
}
