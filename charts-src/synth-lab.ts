import { ApiObject, App, Yaml, type Chart } from 'cdk8s';
import { said, throwAny, UserError, type UserErrorParts, type KubernetesObject } from '../contract';
import { BenchmarkJob } from './benchmarks/job';
import { buildLab, PLATFORM_CHART, type LabInput } from './build-lab';
import { ruleFindings, scalingFindings, titleOf, type Finding } from './rules';
import { schemaFindings } from './schema/validate';
import { settingOf, settingOfField } from './setting';

/** One file of `dist/`. */
export interface ManifestFile {
  /**
   * `00-platform.k8s.yaml`, `10-queue.k8s.yaml`, `benchmarks/bench-load-fastapi.k8s.yaml`: another service changes no other
   * name, and `kubectl apply -f dist/` starts no load test, because it does not look into folders.
   */
  readonly name: string;
  readonly objects: readonly KubernetesObject[];
  readonly yaml: string;
  /** Parts of these objects that may surprise but are no reason to refuse them. */
  readonly warnings: readonly Warning[];
}

export type Warning = Omit<UserErrorParts, 'code'>;

type Said = Finding & { readonly rule: string };

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
 * The manifests of a lab, in the order they are applied, checked against the API's schemas, the lab's rules and what `scaling`
 * knows of autoscalers. Nothing is written, read or fetched; the same input gives the same bytes.
 *
 * @throws UserErrors naming every setting of lab.yaml, or object and field, that is wrong
 */
export function renderLab(input: LabInput): RenderedLab {
  // An output folder that is never used: without one cdk8s makes a folder name from the environment.
  const app = new App({ outdir: 'dist' });
  buildLab(app, input);
  const constructs = app.node.findAll().filter((one) => ApiObject.isApiObject(one));
  const objects = constructs.map((one) => one.toJson() as KubernetesObject);
  const settings = settingsOf(constructs);
  const scaling = scalingFindings(objects);
  // Mistakes with a place in lab.yaml are fixed there; the others often follow from them.
  const inLabYaml = [...broken(objects), ...scaling.filter(({ isRefused }) => isRefused)]
    .filter((finding) => settings(finding) !== undefined)
    .map((finding) => errorOf(finding, settings));
  throwAny([...settingErrors(app), ...inLabYaml]);
  checkManifests(objects);
  const warnings = scaling.filter(({ severity }) => severity === 'warning');
  return { app, files: app.charts.map((chart) => manifestFile(chart, warnings, settings)) };
}

function manifestFile(chart: Chart, warnings: readonly Said[], settings: Settings): ManifestFile {
  const objects = chart.toJson() as KubernetesObject[];
  const own = warnings.filter(({ object }) => objects.map(titleOf).includes(object));
  return {
    name: fileName(chart),
    objects,
    yaml: Yaml.stringify(...objects),
    warnings: own.map((finding) => partsOf(finding, settings)),
  };
}

function fileName(chart: Chart): string {
  const isBenchmark = chart.node.children.some((one) => one instanceof BenchmarkJob);
  const place = chart.node.id === PLATFORM_CHART ? '00-' : isBenchmark ? 'benchmarks/' : '10-';
  return `${place}${chart.node.id}.k8s.yaml`;
}

/** Warnings as a command prints them, one text each. */
export function warningTexts(files: readonly ManifestFile[]): string[] {
  return files.flatMap(({ warnings }) => warnings.map((warning) => `warning: ${said(warning)}`));
}

/**
 * Checks rendered objects, the lab's or any others.
 *
 * @throws UserErrors naming object and field of everything that a schema or a rule refuses
 */
export function checkManifests(objects: readonly KubernetesObject[]): void {
  throwAny(broken(objects).map((finding) => errorOf(finding)));
  throwAny(ruleFindings(objects).map((finding) => errorOf(finding)));
}

function broken(objects: readonly KubernetesObject[]): Said[] {
  return objects.flatMap(schemaFindings).map((finding) => ({ ...finding, rule: 'Kubernetes schema' }));
}

/** Which setting of lab.yaml makes a field of an object; undefined when none does. */
type Settings = (finding: Finding) => string | undefined;

function settingsOf(constructs: readonly ApiObject[]): Settings {
  const byTitle = new Map(constructs.map((one) => [titleOf(one.toJson() as KubernetesObject), one]));
  return ({ object, field }) => {
    const construct = byTitle.get(object);
    return construct === undefined ? undefined : settingOfField(construct, field);
  };
}

/** Mistakes that constructs found, by the setting they come from. */
function settingErrors(app: App): UserError[] {
  return app.node.findAll().flatMap((construct) =>
    construct.node.validate().map((problem) => {
      const setting = settingOf(construct);
      return new UserError({
        where: setting === '' ? construct.node.path : `lab.yaml  ${setting}`,
        problem,
        code: 'setting-wrong',
      });
    }),
  );
}

function partsOf(finding: Said, settings?: Settings): Warning {
  const { object, field, problem, fix, rule } = finding;
  const setting = settings?.(finding);
  return {
    where: setting === undefined ? `${object}  ${field}` : `lab.yaml  ${setting}`,
    problem: `${problem} (${rule})`,
    ...(fix === undefined ? {} : { fix }),
  };
}

function errorOf(finding: Said, settings?: Settings): UserError {
  return new UserError({ ...partsOf(finding, settings), code: settings === undefined ? 'manifest-wrong' : 'setting-wrong' });
}
