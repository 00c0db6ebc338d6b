import { parse } from 'yaml';
import { isRecord } from '../../../contract';
import type { ManifestText } from '../documents';
import { isKustomizationPath, parseKustomization, type Kustomization } from './kustomization';
import { baseName, folderOf, isBelow, joined, pathOf } from './paths';

/** A kustomization or a chart of a tree that is a deployment once it is rendered. */
export interface TreeRender {
  readonly tool: 'kustomize' | 'helm';
  /** Of the deployment: its folder, and the environment of its values where there are several; the same on both sides. */
  readonly name: string;
  /** The kustomization, or the Chart.yaml. */
  readonly source: ManifestText;
  /** Of a chart: what its objects are called after. */
  readonly release: string;
  /** Of a chart: files whose values count over its own. */
  readonly values: readonly ManifestText[];
  /** What goes into it; none of these files is applied as it is. */
  readonly inputs: readonly ManifestText[];
  /** Whether nothing else goes into it, so that equal inputs mean equal objects. */
  readonly isSelfContained: boolean;
}

/** Values that a person named for the charts: one deployment each. */
export interface ValuesChoice {
  readonly name: string;
  /** Paths below what was given; the last one counts. */
  readonly paths: readonly string[];
}

/**
 * What can be rendered on each side. A base that an overlay takes in is no deployment by itself, unless it is one on the other side:
 * a change cannot hide a deployment by wrapping it into another one. For the same reason a chart goes without a deployment of its own
 * values only where both sides have environments for it.
 *
 * @param sides one or two trees
 */
export function rendersOf(sides: readonly (readonly ManifestText[])[], chosen: readonly ValuesChoice[]): TreeRender[][] {
  const trees = sides.map((texts) => treeOf(texts, chosen));
  const isRoot = new Set(trees.flatMap(({ roots }) => roots));
  const isPlain = new Set(trees.flatMap(({ plainCharts }) => plainCharts));
  return trees.map((tree) => [
    ...[...tree.kustomizations].flatMap(([folder, one]) => (isRoot.has(folder) ? [kustomizeRender(tree, folder, one)] : [])),
    ...tree.charts.flatMap((chart) => helmRenders(tree, chart, isPlain.has(chart.folder))),
  ]);
}

interface Tree {
  readonly texts: ReadonlyMap<string, ManifestText>;
  /** By folder. */
  readonly kustomizations: ReadonlyMap<string, Overlay>;
  readonly charts: readonly Chart[];
  /** Folders of kustomizations that none other takes in. */
  readonly roots: readonly string[];
  /** Folders of charts that are a deployment with nothing but their own values. */
  readonly plainCharts: readonly string[];
}

interface Overlay extends Kustomization {
  readonly source: ManifestText;
}

interface Chart {
  readonly folder: string;
  readonly source: ManifestText;
  readonly environments: readonly { readonly name: string; readonly values: readonly ManifestText[] }[];
}

function treeOf(all: readonly ManifestText[], chosen: readonly ValuesChoice[]): Tree {
  const texts = new Map(all.filter(({ appliedWith }) => appliedWith === undefined).map((one) => [pathOf(one), one]));
  const chartFolders = chartsIn([...texts.values()]);
  const kustomizations = new Map<string, Overlay>();
  for (const [path, source] of texts) {
    if (!isKustomizationPath(path) || chartFolders.some((folder) => isBelow(path, folder))) continue;
    const read = parseKustomization(source.text);
    if (read !== undefined) kustomizations.set(folderOf(path), { ...read, source });
  }
  const takenIn = new Set(
    [...kustomizations].flatMap(([folder, { resources }]) =>
      resources.map((one) => joined(folder, one)).filter((one) => one !== folder),
    ),
  );
  const charts = chartFolders.flatMap((folder) => chartOf(folder, texts, chosen));
  return {
    texts,
    kustomizations,
    charts,
    roots: [...kustomizations].flatMap(([folder, one]) => (one.isComponent || takenIn.has(folder) ? [] : [folder])),
    plainCharts:
      chosen.length > 0 ? [] : charts.filter(({ environments }) => environments.length === 0).map(({ folder }) => folder),
  };
}

/** Outermost folders with a Chart.yaml: a chart inside a chart is part of it. */
export function chartsIn(texts: readonly ManifestText[]): string[] {
  const folders = texts
    .map(pathOf)
    .filter((path) => /(?:^|\/)Chart\.ya?ml$/.test(path))
    .map(folderOf);
  return folders.filter((one) => !folders.some((other) => other !== one && isBelow(one, other)));
}

function kustomizeRender({ texts, kustomizations }: Tree, folder: string, { source }: Overlay): TreeRender {
  const inputs = new Set<ManifestText>();
  let isSelfContained = true;
  const open = [folder];
  const seen = new Set(open);
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const overlay = kustomizations.get(at);
    if (overlay === undefined) continue;
    inputs.add(overlay.source);
    for (const path of [...overlay.resources, ...overlay.files].map((one) => joined(folderOf(pathOf(overlay.source)), one))) {
      const text = texts.get(path);
      if (text !== undefined) inputs.add(text);
      else if (!kustomizations.has(path)) isSelfContained = false;
      else if (!seen.has(path)) {
        seen.add(path);
        open.push(path);
      }
    }
  }
  return {
    tool: 'kustomize',
    name: folder === '' ? '.' : folder,
    source,
    release: '',
    values: [],
    inputs: [...inputs],
    isSelfContained,
  };
}

const RELEASE = /^[a-z0-9](?:[a-z0-9-]{0,51}[a-z0-9])?$/;

function helmRenders({ texts }: Tree, { folder, source, environments }: Chart, isPlain: boolean): TreeRender[] {
  const own = [...texts].filter(([path]) => isBelow(path, folder)).map(([, text]) => text);
  const { name } = chartFields(source);
  const release = typeof name === 'string' && RELEASE.test(name) ? name : 'release';
  const at = folder === '' ? '' : `${folder} `;
  const plain = isPlain ? [{ name: '', values: [] }] : [];
  return [...plain, ...environments].map(({ name: environment, values }) => ({
    tool: 'helm',
    name: `${at}${environment}`.trim() || '.',
    source,
    release,
    values,
    inputs: [...new Set([...own, ...values])],
    isSelfContained: true,
  }));
}

/** `values-prod.yaml`, `values.prod.yaml`, `prod-values.yaml`, `prod.values.yaml`, `values/prod.yaml` */
const ENVIRONMENT = /^(?:values[-._]([\w.-]+)|([\w.-]+)[-._]values|values\/([\w.-]+))\.ya?ml$/;

function chartOf(folder: string, texts: ReadonlyMap<string, ManifestText>, chosen: readonly ValuesChoice[]): Chart[] {
  const source = [...texts.values()].find(
    (one) => folderOf(pathOf(one)) === folder && /^Chart\.ya?ml$/.test(baseName(pathOf(one))),
  );
  // A library is part of other charts.
  if (source === undefined || chartFields(source)['type'] === 'library') return [];
  if (chosen.length > 0) {
    const environments = chosen.flatMap(({ name, paths }) => {
      const values = paths.flatMap((path) => texts.get(joined('', path)) ?? []);
      return values.length === paths.length ? [{ name, values }] : [];
    });
    return [{ folder, source, environments }];
  }
  const environments = [...texts].flatMap(([path, text]) => {
    if (!isBelow(path, folder)) return [];
    const match = ENVIRONMENT.exec(folder === '' ? path : path.slice(folder.length + 1));
    const name = match?.[1] ?? match?.[2] ?? match?.[3];
    return name === undefined ? [] : [{ name, values: [text] }];
  });
  return [{ folder, source, environments }];
}

function chartFields(source: ManifestText): Record<string, unknown> {
  try {
    const body: unknown = parse(source.text, { logLevel: 'silent', maxAliasCount: 100, uniqueKeys: false });
    return isRecord(body) ? body : {};
  } catch {
    return {};
  }
}
