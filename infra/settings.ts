import { nearest, PROFILE_ON, selectBenchmarks, UserError, type Lab } from '../contract';
import { ADDON_NAMES, type AddonName } from './cluster/added-groups';
import { NODE_IMAGE } from './cluster/kind/node-image';
import type { StackNames } from './stack-names';

/** Where the lab runs: a kind cluster that the stack makes, or a cluster that somebody else keeps. */
export type ClusterKind = 'kind' | 'existing';

export interface KindSettings {
  readonly kind: 'kind';
  readonly name: string;
  /** Port of the API server on 127.0.0.1; pinned, so that the kubeconfig stays right when the cluster is made again. */
  readonly apiServerPort: number;
  readonly nodeImage: string;
  readonly metricsServerImage: string | undefined;
  /** Folder with the manifests of each product to install. */
  readonly manifests: Readonly<Partial<Record<AddonName, string>>>;
}

export interface ExistingSettings {
  readonly kind: 'existing';
  readonly kubeconfig: string;
  /** Undefined = the current context of the kubeconfig. */
  readonly context: string | undefined;
}

/** All settings of `pulumi config`. The lab itself is described in lab.yaml. */
export interface Settings {
  readonly cluster: KindSettings | ExistingSettings;
  /** For a lab.yaml that names none. */
  readonly namespace: string;
  readonly profile: string;
  /** Names or groups of benchmarks; `all` runs every one, an empty list none. */
  readonly benchmarks: 'all' | readonly string[];
  /** A new value measures everything again. */
  readonly runId: string | undefined;
  /** Put before every image name: `registry.example.com/team`. Undefined = the images as they are called here. */
  readonly imageRegistry: string | undefined;
}

/** Keys of `pulumi config`, all under `lab:`. */
export const SETTING_KEYS = [
  'apiServerPort',
  'benchmarks',
  'cluster',
  'clusterName',
  'context',
  'imageRegistry',
  'kedaManifests',
  'knativeManifests',
  'kserveManifests',
  'kubeconfig',
  'metricsServerImage',
  'namespace',
  'nodeImage',
  'profile',
  'runId',
  'wandbApiKey',
] as const;
type SettingKey = (typeof SETTING_KEYS)[number];

/** Key of the folder of an addon's manifests. */
export const manifestsKey = <Name extends AddonName>(name: Name): `${Name}Manifests` => `${name}Manifests`;
export type RawSettings = Readonly<Partial<Record<SettingKey, string>>>;

const CLUSTERS: readonly ClusterKind[] = ['kind', 'existing'];

/** Keys that mean nothing on the other kind of cluster. They are refused, not ignored. */
const ONLY_FOR: Readonly<Record<ClusterKind, readonly SettingKey[]>> = {
  kind: ['apiServerPort', 'clusterName', 'nodeImage', 'metricsServerImage', ...ADDON_NAMES.map(manifestsKey)],
  existing: ['context', 'imageRegistry', 'kubeconfig'],
};

/** What is taken where `pulumi config` says nothing. */
export interface SettingDefaults extends StackNames {
  /** Where kubectl would look. */
  readonly kubeconfig: string;
}

/** @throws UserError naming the key and the nearest choice */
export function parseSettings(raw: RawSettings, defaults: SettingDefaults): Settings {
  const kind = clusterKind(raw.cluster ?? 'kind');
  const other = kind === 'kind' ? 'existing' : 'kind';
  for (const key of ONLY_FOR[other])
    if (raw[key] !== undefined) throw wrong(key, `means nothing with lab:cluster ${kind}.`, `pulumi config rm lab:${key}`);
  return {
    cluster:
      kind === 'kind'
        ? kindSettings(raw, defaults)
        : { kind, kubeconfig: raw.kubeconfig ?? defaults.kubeconfig, context: raw.context },
    namespace: raw.namespace ?? defaults.namespace,
    profile: raw.profile ?? PROFILE_ON[kind],
    benchmarks: benchmarks(raw.benchmarks ?? 'all'),
    runId: raw.runId,
    imageRegistry: raw.imageRegistry?.replace(/\/+$/, ''),
  };
}

function kindSettings(raw: RawSettings, defaults: StackNames): KindSettings {
  return {
    kind: 'kind',
    name: clusterName(raw.clusterName ?? defaults.clusterName),
    apiServerPort: raw.apiServerPort === undefined ? defaults.apiServerPort : port(raw.apiServerPort),
    nodeImage: raw.nodeImage ?? NODE_IMAGE,
    metricsServerImage: raw.metricsServerImage,
    manifests: Object.fromEntries(
      ADDON_NAMES.flatMap((name) => {
        const folder = raw[manifestsKey(name)];
        return folder === undefined ? [] : [[name, folder]];
      }),
    ),
  };
}

function clusterKind(text: string): ClusterKind {
  const known = CLUSTERS.find((one) => one === text);
  if (known !== undefined) return known;
  const meant = nearest(text, CLUSTERS);
  throw wrong(
    'cluster',
    `${text} is not a kind of cluster.`,
    meant === undefined ? `Set it to ${CLUSTERS.join(' or ')}.` : `Did you mean ${meant}?`,
  );
}

function clusterName(text: string): string {
  if (/^[a-z0-9]([-.a-z0-9]{0,40}[a-z0-9])?$/.test(text)) return text;
  throw wrong('clusterName', `${text} is no name of a cluster.`, 'Use at most 42 lower-case letters, digits, dashes and dots.');
}

function port(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1024 && value <= 65_535) return value;
  throw wrong('apiServerPort', `${text} is no port.`, 'Set it to a whole number from 1024 to 65535.');
}

function benchmarks(text: string): Settings['benchmarks'] {
  if (text === 'all') return 'all';
  if (text === 'none') return [];
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length > 0) return names;
  throw wrong('benchmarks', 'names nothing.', 'Set it to all, none, or names with commas between: load/fastapi,queue.');
}

/** Benchmarks of a lab that the settings choose. */
export function chosenBenchmarks(lab: Pick<Lab, 'benchmarks'>, chosen: Settings['benchmarks']): string[] {
  if (chosen.length === 0) return [];
  return selectBenchmarks(lab, chosen === 'all' ? [] : chosen, 'lab:benchmarks');
}

function wrong(key: SettingKey, problem: string, fix: string): UserError {
  return new UserError({ code: 'stack-setting-wrong', where: `lab:${key}`, problem, fix });
}

/** @throws UserError for a key under `lab:` that nothing reads */
export function refuseUnknownKeys(keys: readonly string[]): void {
  for (const key of keys.filter((one) => !(SETTING_KEYS as readonly string[]).includes(one))) {
    const meant = nearest(key, SETTING_KEYS);
    throw new UserError({
      code: 'stack-setting-unknown',
      where: `lab:${key}`,
      problem: 'is not a setting of this stack.',
      fix: meant === undefined ? `Settings: ${SETTING_KEYS.join(', ')}.` : `Did you mean lab:${meant}?`,
    });
  }
}
