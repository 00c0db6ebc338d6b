import { isRecord } from '../../contract';
import type { RawObject } from './documents';
import { readManifest, type Manifest } from './manifest';

/** How KServe runs an InferenceService: with Deployments and autoscalers of its own, or as Knative Services. */
export type KserveMode = 'Standard' | 'Knative';
export const KSERVE_MODES = ['Standard', 'Knative'] as const satisfies readonly KserveMode[];

/** The mode of InferenceServices that do not say one, and how it is known. */
export interface InstalledKserveMode {
  readonly mode: KserveMode;
  /** `assumed`: as releases ship it. */
  readonly from: 'flag' | 'config' | 'assumed';
}

/** KServe v0.20.0, config/configmap/inferenceservice.yaml and charts/kserve-resources/values.yaml: `Serverless`, which is Knative. */
const AS_RELEASED: KserveMode = 'Knative';

/** The ConfigMap `inferenceservice-config`: settings of an installation of KServe. */
export interface KserveConfigMap extends Manifest {
  readonly defaultMode: KserveMode | undefined;
}

export function isKserveConfig({ apiVersion, kind, body }: RawObject): boolean {
  const metadata = body['metadata'];
  return apiVersion === 'v1' && kind === 'ConfigMap' && isRecord(metadata) && metadata['name'] === 'inferenceservice-config';
}

export function readKserveConfig(raw: RawObject): KserveConfigMap {
  return readManifest(raw, (fields) => ({ defaultMode: modeIn(fields.textMap('data')['deploy']) }));
}

/** `deploy` holds JSON. */
function modeIn(deploy: string | undefined): KserveMode | undefined {
  try {
    const settings: unknown = JSON.parse(deploy ?? '');
    const mode = isRecord(settings) ? settings['defaultDeploymentMode'] : undefined;
    return typeof mode === 'string' ? modeNamed(mode) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The mode of a name, also of the ones before v0.16.
 * Follows KServe v0.20.0, pkg/controller/v1beta1/inferenceservice/utils/utils.go, GetDeploymentMode.
 */
export function modeNamed(name: string | undefined): KserveMode | undefined {
  if (name === 'Standard' || name === 'RawDeployment') return 'Standard';
  return name === 'Knative' || name === 'Serverless' ? 'Knative' : undefined;
}

/** @param asked for on the command line */
export function installedMode(asked: KserveMode | undefined, configs: readonly KserveConfigMap[]): InstalledKserveMode {
  if (asked !== undefined) return { mode: asked, from: 'flag' };
  const configured = configs.find(({ defaultMode }) => defaultMode !== undefined)?.defaultMode;
  return configured === undefined ? { mode: AS_RELEASED, from: 'assumed' } : { mode: configured, from: 'config' };
}
