import { implementationCount, storageUriOf } from '../admission/implementations';
import { isSubdomain } from '../admission/metadata';
import { isDnsLabel } from '../api-server/names';
import { ANNOTATION, AUTOSCALER_CLASSES, FRAMEWORKS } from '../constants';
import type { KserveSettings } from '../settings';
import type { ComponentSpec, ModelSpec, ObjectMeta, Role } from '../types';

export interface Obstacle {
  readonly message: string;
  readonly isInStatus: boolean;
}

/**
 * Why the controller creates nothing for a component, in the order of its checks.
 * Follows components/predictor.go, buildPredictorResources, and reconcilers/raw/raw_kube_reconciler.go, NewRawKubeReconciler, KServe
 * v0.20.0.
 */
export function beforeAnything(
  role: Role,
  component: ComponentSpec,
  metadata: ObjectMeta,
  settings: KserveSettings,
): Obstacle | undefined {
  const unbuilt = storageProblem(storageUriOf(role, component)) ?? runtimeProblem(role, component);
  if (unbuilt !== undefined) return { message: unbuilt, isInStatus: false };
  const unmade = classProblem(metadata) ?? domainProblem(metadata, settings) ?? modeProblem(metadata);
  return unmade === undefined
    ? undefined
    : { message: `fails to create NewRawKubeReconciler for ${role}: ${unmade}`, isInStatus: true };
}

/** inferenceservice/utils/utils.go, SupportedStorageURIPrefixList */
const STORAGE_PREFIXES = ['gs', 's3', 'pvc', 'file', 'https', 'http', 'hdfs', 'webhdfs', 'oci', 'oci+native', 'hf'].map(
  (protocol) => `${protocol}://`,
);
const AZURE = /^https:\/\/(.+?)\.blob\.core\.windows\.net\/(.+)/;

/** ValidateStorageURI, without ClusterStorageContainers of the cluster's own. */
function storageProblem(uri: string | undefined): string | undefined {
  if (uri === undefined || !/\w+?:\/\//.test(uri)) return undefined;
  const isKnown = uri.includes('blob.core.windows.net')
    ? AZURE.test(uri)
    : STORAGE_PREFIXES.some((prefix) => uri.startsWith(prefix));
  return isKnown ? undefined : `StorageURI not supported: storageUri, must be one of: [${STORAGE_PREFIXES.join(', ')}]`;
}

/** Model formats need a ServingRuntime; none is known here. */
function runtimeProblem(role: Role, component: ComponentSpec): string | undefined {
  const framework = [...FRAMEWORKS, 'model', 'art'].find((field) => component[field] !== undefined);
  if (framework === undefined || implementationCount(role, component) !== 1) return undefined;
  const model = component['model'] as ModelSpec | undefined;
  return `no runtime found to support ${role} with model type: ${model?.modelFormat?.name ?? framework}`;
}

/** A component's own annotations are not seen by the webhook. */
function classProblem({ annotations }: ObjectMeta): string | undefined {
  const written = annotations?.[ANNOTATION.class];
  return written === undefined || AUTOSCALER_CLASSES.some((known) => known === written)
    ? undefined
    : `unknown autoscaler class type: ${written}`;
}

/** Follows reconcilers/ingress/domain.go, GenerateDomainName: every label of a host has at most 63 characters. */
function domainProblem({ name, namespace }: ObjectMeta, { ingressDomain }: KserveSettings): string | undefined {
  const host = `${name}-${namespace ?? ''}.${ingressDomain}`;
  if (isSubdomain(host) && host.split('.').every(isDnsLabel)) return undefined;
  return `failed creating host name: invalid domain name "${host}": every label must have at most 63 characters`;
}

/** reconcilers/factory.go: a mode that nobody knows counts as the installation's default until here. */
function modeProblem({ annotations }: ObjectMeta): string | undefined {
  const mode = annotations?.[ANNOTATION.mode] ?? '';
  return ['', 'Standard', 'RawDeployment'].includes(mode) ? undefined : `unsupported deployment mode for workload: ${mode}`;
}
