import { parse } from 'yaml';
import { isRecord } from '../../../contract';
import type { ManifestText, RawObject } from '../documents';
import { notJudgedFile, scalingValues, type NotJudged } from '../not-judged';
import { isKustomizationPath, parseKustomization } from './kustomization';
import { baseName, folderOf, isBelow, joined, pathOf } from './paths';
import { chartsIn } from './renders';

/** The files of a tree that can be read as they are, and what has to be rendered first. */
interface Rendered {
  readonly texts: readonly ManifestText[];
  readonly notJudged: readonly NotJudged[];
}

/** Longer files hold no values that a person wrote. */
const LONGEST_VALUES = 1_000_000;
/** Folders of tools, whose files scale nothing in a cluster. */
const TOOLS = /(?:^|\/)\.[^/]+\//;

/** Of charts: templates that are taken in by others, and charts that are packed. */
const PARTS_OF_CHARTS = /\.(?:tpl|tgz)$/;

/** Sets aside charts (all files of each) and patches of overlays: what they do is only known once they are rendered. */
export function withoutUnrendered(all: readonly ManifestText[]): Rendered {
  const failedCharts = all.filter((one) => one.notRendered !== undefined && !isKustomizationPath(pathOf(one)));
  const texts = all.filter((one) => !failedCharts.includes(one));
  const charts = chartsIn(texts);
  const chartOf = (path: string): string | undefined => charts.find((folder) => isBelow(path, folder));
  const inCharts = new Map<string, ManifestText[]>(charts.map((folder) => [folder, []]));
  const others: ManifestText[] = [];
  for (const one of texts) {
    const chart = one.appliedWith === undefined ? chartOf(pathOf(one)) : undefined;
    if (chart === undefined) others.push(one);
    else inCharts.get(chart)?.push(one);
  }
  const overlays = others.filter((one) => isKustomizationPath(pathOf(one)));
  const patches = new Set(overlays.flatMap(patchesOf));
  return {
    texts: others.filter(
      (one) => !patches.has(pathOf(one)) && !isKustomizationPath(pathOf(one)) && !PARTS_OF_CHARTS.test(pathOf(one)),
    ),
    notJudged: [
      ...failedCharts.map((one) => failed(one, chart(folderOf(one.file), one.notRendered?.inputs ?? []))),
      ...[...inCharts].map(([folder, files]) => chart(folder, files)),
      ...overlays.map((one) => failed(one, overlay(one, others, patches))),
    ],
  };
}

/** What is said about a file that could not be rendered: why, and all that went into it. */
function failed({ file, path = file, notRendered }: ManifestText, said: NotJudged): NotJudged {
  if (notRendered === undefined) return said;
  const { why, inputs } = notRendered;
  return { ...said, file, path, message: `${said.message}: ${why}`, content: contentOf(inputs) };
}

function chart(folder: string, files: readonly ManifestText[]): NotJudged {
  const values = files.filter((one) => /(?:^|\/)values[^/]*\.ya?ml$/.test(pathOf(one)));
  const name = folder.split('/').at(-1) || '.';
  const file = values[0] ?? files.find((one) => /Chart\.ya?ml$/.test(pathOf(one)));
  return notJudgedFile(
    { file: file?.file ?? folder, path: `${folder}/Chart.yaml`, content: contentOf(files) },
    {
      reason: 'not-rendered',
      message: `chart ${name} is not rendered`,
      fix: `Render it: --render 'helm template ${name} ${folder || '.'}'.`,
      values: Object.assign(
        {},
        ...values.map((one) => looseValues(one, values.length > 1 ? `${baseName(pathOf(one))}: ` : '')),
      ) as Record<string, string>,
    },
  );
}

function overlay(one: ManifestText, texts: readonly ManifestText[], patches: ReadonlySet<string>): NotJudged {
  const folder = folderOf(pathOf(one));
  const own = patchesOf(one);
  const files = texts.filter(
    (other) => other === one || own.includes(pathOf(other)) || (patches.has(pathOf(other)) && isBelow(pathOf(other), folder)),
  );
  const isComponent = parseKustomization(one.text)?.isComponent === true;
  return notJudgedFile(
    { file: one.file, path: pathOf(one), content: contentOf(files) },
    {
      reason: 'not-rendered',
      message: `${isComponent ? 'component' : 'kustomization'} ${folder || '.'} is not rendered`,
      fix: isComponent
        ? 'A component is rendered with a kustomization that takes it in.'
        : `Render it: --render 'kubectl kustomize ${folder || '.'}'.`,
      values: Object.assign(
        {},
        ...files.map((file) => (file === one ? kustomizationValues(file) : looseValues(file, `${baseName(pathOf(file))}: `))),
      ) as Record<string, string>,
    },
  );
}

function contentOf(files: readonly ManifestText[]): string {
  return JSON.stringify(files.map((one) => [pathOf(one), one.text]));
}

/** Files that a kustomization names as patches: parts of objects, which are no objects. */
function patchesOf(one: ManifestText): string[] {
  const body = parsed(one.text);
  if (!isRecord(body)) return [];
  const folder = folderOf(pathOf(one));
  return [body['patches'], body['patchesStrategicMerge'], body['patchesJson6902']].flatMap((list) =>
    (Array.isArray(list) ? list : []).flatMap((entry: unknown) => {
      const path = isRecord(entry) ? entry['path'] : entry;
      return typeof path === 'string' && !path.includes('\n') ? [joined(folder, path)] : [];
    }),
  );
}

/** `resources` of a kustomization are files, not what pods request; counts stand beside names. */
function kustomizationValues(one: ManifestText): Record<string, string> {
  const body = parsed(one.text);
  if (!isRecord(body)) return {};
  const found: Record<string, string> = {};
  const { replicas, patches, patchesJson6902 } = body;
  if (Array.isArray(replicas))
    for (const entry of replicas as unknown[])
      if (isRecord(entry)) found[`replicas[${String(entry['name'])}]`] = JSON.stringify(entry['count']);
  for (const entry of [patches, patchesJson6902].flatMap((list): unknown[] => (Array.isArray(list) ? list : []))) {
    const patch: unknown = isRecord(entry) && typeof entry['patch'] === 'string' ? parsed(entry['patch']) : undefined;
    for (const operation of Array.isArray(patch) ? (patch as unknown[]) : []) {
      if (!isRecord(operation) || typeof operation['path'] !== 'string') continue;
      const path = operation['path'].replace(/^\//, '').replaceAll('/', '.');
      Object.assign(found, scalingValues(nested(path, operation['value']), 'patch'));
    }
    if (isRecord(patch)) Object.assign(found, scalingValues(patch, 'patch'));
  }
  return found;
}

function nested(path: string, value: unknown): unknown {
  return path.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
}

/** Settings in a document that is no object, such as values of a chart that is elsewhere. */
function looseValues(one: ManifestText, before: string): Record<string, string> {
  if (one.text.length > LONGEST_VALUES) return {};
  const found = scalingValues(withoutSchemas(parsed(one.text)), '');
  return Object.fromEntries(Object.entries(found).map(([path, value]) => [`${before}${path}`, value]));
}

const SCHEMAS = new Set(['definitions', 'components', 'paths']);

/** Of a description of an API (OpenAPI) what is not about the shapes of requests: these say nothing about any pod. */
function withoutSchemas(value: unknown): unknown {
  if (!isRecord(value) || !['swagger', 'openapi'].some((key) => typeof value[key] === 'string')) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => !SCHEMAS.has(key)));
}

const LOOKS_LIKE_SCALING = /replica|scal|hpa\b|keda|resources|requests|limits|parallelism|min_?count|max_?count|instances/i;

/**
 * Documents that are no objects and hold settings that look like scaling: values files, and anything else that changed.
 *
 * @param isChanged whether a path differs between the sides
 */
export function looseDocuments(
  texts: readonly ManifestText[],
  objects: readonly RawObject[],
  isChanged: (path: string) => boolean,
): NotJudged[] {
  const holdsObjects = new Set(objects.map(({ path }) => path));
  return texts.flatMap((one) => {
    const path = pathOf(one);
    if (holdsObjects.has(path) || TOOLS.test(path) || !/\.ya?ml$|\.json$/.test(path) || !LOOKS_LIKE_SCALING.test(one.text))
      return [];
    if (!isChanged(path)) return [];
    const values = looseValues(one, '');
    if (Object.keys(values).length === 0) return [];
    const message = 'is no Kubernetes object and holds settings that look like scaling';
    return [
      notJudgedFile(
        { file: one.file, path, content: JSON.stringify(values) },
        {
          reason: 'not-rendered',
          message,
          values,
          fix: "If it is the values of a chart, render it: --render 'helm template …'.",
        },
      ),
    ];
  });
}

function parsed(text: string): unknown {
  try {
    return parse(text, { logLevel: 'silent', maxAliasCount: 100, uniqueKeys: false }) as unknown;
  } catch {
    return undefined;
  }
}
