/** What an installation of KServe decides: the ConfigMap `inferenceservice-config`, and what else runs in the cluster. */
export interface KserveSettings {
  /** `deploy.defaultDeploymentMode`, for an InferenceService without the annotation. */
  readonly defaultDeploymentMode: 'Standard' | 'Knative';
  /** `inferenceService.resource`: what the first container gets for each key that it leaves out. */
  readonly resources: {
    readonly requests: Readonly<Record<string, string>>;
    readonly limits: Readonly<Record<string, string>>;
  };
  /** `ingress.ingressDomain`; hosts are `<name>-<namespace>.<ingressDomain>`. */
  readonly ingressDomain: string;
  /** `autoscaler`: windows of a ScaledObject whose InferenceService gives none, seconds. */
  readonly kedaWindows: { readonly scaleUpSeconds: number; readonly scaleDownSeconds: number };
  /** Whether the cluster has the CRDs of KEDA. */
  readonly keda: 'installed' | 'missing';
  /** Whether the cluster has the CRDs of the OpenTelemetry operator. */
  readonly openTelemetry: 'installed' | 'missing';
}

const ONE_CPU = { cpu: '1', memory: '2Gi' };

/**
 * As KServe v0.20.0 ships it (config/configmap/inferenceservice.yaml), but with Standard mode as the default and without KEDA:
 * the installation that was recorded in tests/conformance/kserve.
 */
export const DEFAULT_KSERVE_SETTINGS: KserveSettings = {
  defaultDeploymentMode: 'Standard',
  resources: { requests: ONE_CPU, limits: ONE_CPU },
  ingressDomain: 'example.com',
  kedaWindows: { scaleUpSeconds: 0, scaleDownSeconds: 300 },
  keda: 'missing',
  openTelemetry: 'missing',
};
