import type { Trigger } from '../keda';
import type { RawObject } from './documents';
import type { Fields } from './fields';
import { readManifest, type Manifest } from './manifest';

/** A TriggerAuthentication, or a ClusterTriggerAuthentication, which serves every namespace. */
export interface TriggerAuthentication extends Manifest {
  readonly scope: 'namespace' | 'cluster';
  /** What it gives to a trigger, by parameter, with where it takes it from: `password` of `Secret rabbit`. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Other sources, whose parameters cannot be told: a pod identity, a vault. */
  readonly otherSources: readonly string[];
}

/** Sources of single parameters. Upstream: KEDA 8b4f083, apis/keda/v1alpha1/triggerauthentication_types.go. */
const LISTS = {
  secretTargetRef: (entry: Fields) => `Secret ${entry.text('name') ?? ''}`,
  configMapTargetRef: (entry: Fields) => `ConfigMap ${entry.text('name') ?? ''}`,
  env: (entry: Fields) => `environment variable ${entry.text('name') ?? ''}`,
  boundServiceAccountToken: (entry: Fields) => `token of ServiceAccount ${entry.text('serviceAccountName') ?? ''}`,
} as const;

const OTHERS = ['hashiCorpVault', 'azureKeyVault', 'gcpSecretManager', 'awsSecretManager', 'filePath', 'oauth2'] as const;

export function readTriggerAuthentication(raw: RawObject): TriggerAuthentication {
  return readManifest(raw, (fields) => {
    const spec = fields.below('spec');
    const identity = spec?.below('podIdentity')?.text('provider') ?? 'none';
    const entries = Object.entries(LISTS).flatMap(([key, sourceOf]) =>
      (spec?.list(key) ?? []).flatMap((entry) => {
        const parameter = entry.text('parameter');
        return parameter === undefined ? [] : [[parameter, sourceOf(entry)] as const];
      }),
    );
    return {
      scope: raw.kind === 'ClusterTriggerAuthentication' ? ('cluster' as const) : ('namespace' as const),
      parameters: Object.fromEntries(entries),
      otherSources: [
        ...(identity === 'none' || identity === '' ? [] : [`pod identity ${identity}`]),
        ...OTHERS.filter((key) => spec?.has(key) === true),
      ],
    };
  });
}

/** The name and kind that a trigger refers to; undefined when it refers to none. */
export function authenticationRefOf({
  authenticationRef,
}: Trigger): { readonly kind: string; readonly name: string } | undefined {
  if (authenticationRef === undefined || authenticationRef.name === '') return undefined;
  const { kind = '', name } = authenticationRef;
  return { kind: kind === '' ? 'TriggerAuthentication' : kind, name };
}

/** What a trigger of an object refers to; undefined when these manifests do not hold it. */
export function authenticationOf(
  trigger: Trigger,
  owner: Pick<Manifest, 'namespace'>,
  all: readonly TriggerAuthentication[],
): TriggerAuthentication | undefined {
  const wanted = authenticationRefOf(trigger);
  return all.find(
    ({ kind, name, scope, namespace }) =>
      kind === wanted?.kind &&
      name === wanted.name &&
      (scope === 'cluster' || namespace === undefined || owner.namespace === undefined || namespace === owner.namespace),
  );
}
