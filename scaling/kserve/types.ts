import type { Quantity } from '../../contract/quantity';

/** Any other field of the API: kept, and passed on as written. */
interface Further {
  readonly [field: string]: unknown;
}

export interface ObjectMeta extends Further {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface ContainerPort extends Further {
  readonly containerPort: number;
  readonly name?: string;
  readonly protocol?: string;
}

export interface EnvironmentVariable extends Further {
  readonly name: string;
  readonly value?: string;
}

export interface Resources extends Further {
  readonly requests?: Readonly<Record<string, Quantity>>;
  readonly limits?: Readonly<Record<string, Quantity>>;
}

export interface Probe extends Further {
  readonly httpGet?: { readonly path?: string; readonly port?: number | string; readonly scheme?: string };
  readonly tcpSocket?: { readonly port: number | string };
  readonly exec?: object;
  readonly grpc?: { readonly port: number; readonly service?: string };
  readonly successThreshold?: number;
}

export const PROBES = ['readinessProbe', 'livenessProbe', 'startupProbe'] as const;

export interface Container extends Further {
  readonly name: string;
  readonly image?: string;
  readonly args?: readonly string[];
  readonly ports?: readonly ContainerPort[];
  readonly env?: readonly EnvironmentVariable[];
  readonly resources?: Resources;
  readonly readinessProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly startupProbe?: Probe;
}

export interface PodSpec extends Further {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
}

export interface MetricTarget {
  readonly type?: string;
  readonly value?: Quantity | undefined;
  readonly averageValue?: Quantity | undefined;
  readonly averageUtilization?: number | undefined;
}

/** One entry of `autoScaling.metrics`: KServe's own shape, not that of an HPA. */
export interface ScalingMetric extends Further {
  readonly type: string;
  readonly resource?: { readonly name: string; readonly target: MetricTarget } | undefined;
  readonly external?: {
    readonly metric: {
      readonly backend?: string;
      readonly serverAddress?: string;
      readonly query?: string;
      readonly namespace?: string;
    };
    readonly authenticationRef?: { readonly authModes?: string; readonly authenticationRef: { readonly name: string } };
    readonly target: MetricTarget;
  };
  readonly podmetric?: {
    readonly metric: {
      readonly backend?: string;
      readonly serverAddress?: string;
      readonly query?: string;
      readonly metricNames?: readonly string[];
      readonly operationOverTime?: string;
    };
    readonly target: MetricTarget;
  };
}

export interface DeploymentStrategy extends Further {
  readonly type?: string;
  readonly rollingUpdate?: { readonly maxSurge?: number | string; readonly maxUnavailable?: number | string };
}

/** How a component is deployed (ComponentExtensionSpec). */
export interface Extensions {
  readonly minReplicas?: number | undefined;
  readonly maxReplicas?: number | undefined;
  readonly scaleTarget?: number | undefined;
  readonly scaleMetric?: string | undefined;
  readonly scaleMetricType?: string;
  readonly autoScaling?:
    | {
        readonly metrics?: readonly ScalingMetric[];
        readonly behavior?: {
          readonly scaleUp?: { readonly stabilizationWindowSeconds?: number };
          readonly scaleDown?: { readonly stabilizationWindowSeconds?: number };
        };
      }
    | undefined;
  readonly containerConcurrency?: number;
  readonly timeout?: number;
  readonly canaryTrafficPercent?: number;
  readonly logger?: {
    readonly url?: string;
    readonly mode?: string;
    readonly metadataHeaders?: readonly string[];
    readonly metadataAnnotations?: readonly string[];
    readonly storage?: { readonly path?: string; readonly parameters?: object; readonly key?: string };
  };
  readonly batcher?: { readonly maxBatchSize?: number; readonly maxLatency?: number };
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly deploymentStrategy?: DeploymentStrategy;
}

/** A predictor, transformer or explainer: a pod spec and the extensions in one map. */
export interface ComponentSpec extends Extensions, Further {
  readonly containers?: readonly Container[];
  readonly initContainers?: readonly Container[];
}

/** A framework or `model`: a container and what it serves. */
export interface ModelSpec extends Further {
  readonly name?: string;
  readonly modelFormat?: { readonly name: string };
  readonly storageUri?: string;
  readonly env?: readonly EnvironmentVariable[];
  readonly resources?: Resources;
}

export interface PredictorSpec extends ComponentSpec {
  readonly name?: string;
  readonly model?: ModelSpec;
}

export interface CanarySpec {
  readonly predictor: PredictorSpec;
  readonly trafficPercent: number;
}

export interface InferenceServiceSpec {
  readonly predictor: PredictorSpec;
  readonly transformer?: ComponentSpec;
  readonly explainer?: ComponentSpec;
  readonly canary?: readonly CanarySpec[];
}

export interface InferenceService {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  readonly spec: InferenceServiceSpec;
}

export const ROLES = ['predictor', 'transformer', 'explainer'] as const;
export type Role = (typeof ROLES)[number];

/** An object that KServe makes. */
export interface Child {
  readonly apiVersion: string;
  readonly kind: 'Service' | 'Deployment' | 'HorizontalPodAutoscaler' | 'ScaledObject';
  readonly metadata: ObjectMeta;
  readonly spec: Readonly<Record<string, unknown>>;
}

export function namespaceOf({ namespace }: ObjectMeta): string {
  return namespace ?? 'default';
}
