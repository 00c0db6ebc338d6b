import { parse } from 'yaml';
import { isRecord } from '../../../contract';

/** Names that kustomize looks for in a folder. */
export const KUSTOMIZATION_FILES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'] as const;
const KUSTOMIZATION = /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/;

export function isKustomizationPath(path: string): boolean {
  return KUSTOMIZATION.test(path);
}

/** What a kustomization takes from elsewhere, as it is written there. */
export interface Kustomization {
  /** A component is a part of an overlay, never applied by itself. */
  readonly isComponent: boolean;
  /** Objects, and folders with a kustomization of their own. */
  readonly resources: readonly string[];
  /** Everything else that is read from a file: patches, values of ConfigMaps, configuration. */
  readonly files: readonly string[];
}

/** Lists of paths of objects, of other kustomizations, or of plug-ins described by objects. */
const RESOURCES = ['resources', 'bases', 'components', 'generators', 'transformers', 'validators'];
const FILES = ['configurations', 'crds', 'patchesStrategicMerge'];
const WITH_PATH = ['patches', 'patchesJson6902', 'replacements'];
const GENERATORS = ['configMapGenerator', 'secretGenerator'];

/**
 * Follows kustomize v5, api/types/kustomization.go, for the fields that name files.
 *
 * @returns undefined for what is no kustomization, such as an object of Flux that is called so, or no YAML
 */
export function parseKustomization(text: string): Kustomization | undefined {
  const body = parsed(text);
  if (!isRecord(body)) return undefined;
  const { apiVersion, kind, openapi } = body;
  if (typeof apiVersion === 'string' && !apiVersion.startsWith('kustomize.config.k8s.io/')) return undefined;
  const texts = (key: string): string[] => listOf(body[key]).filter(isPath);
  const paths = (key: string): string[] => recordsOf(body[key]).flatMap(({ path }) => [path].filter(isPath));
  const sources = (key: string): string[] =>
    recordsOf(body[key]).flatMap(({ files, envs, env }) =>
      [...listOf(files), ...listOf(envs), env].filter(isPath).map((one) => one.slice(one.indexOf('=') + 1)),
    );
  return {
    isComponent: kind === 'Component',
    resources: RESOURCES.flatMap(texts),
    files: [
      ...FILES.flatMap(texts),
      ...WITH_PATH.flatMap(paths),
      ...GENERATORS.flatMap(sources),
      ...(isRecord(openapi) ? [openapi['path']].filter(isPath) : []),
    ],
  };
}

/** What kustomize would fetch: a URL, `host:path`, `user@host`, or a GitHub repository without a scheme, whatever lies on disk. */
const REMOTE = /[:@]|^(?:www\.)?github\.com/i;

/** The first thing in a kustomization that kustomize would fetch from elsewhere. */
export function remoteIn({ resources, files }: Kustomization): string | undefined {
  return [...resources, ...files].find((one) => REMOTE.test(one));
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function recordsOf(value: unknown): Record<string, unknown>[] {
  return listOf(value).filter(isRecord);
}

/** An entry of several lines is written out in place. */
function isPath(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && !value.includes('\n');
}

function parsed(text: string): unknown {
  try {
    return parse(text, { logLevel: 'silent', maxAliasCount: 100, uniqueKeys: false }) as unknown;
  } catch {
    return undefined;
  }
}
