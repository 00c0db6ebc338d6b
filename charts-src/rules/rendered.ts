import type { KubernetesObject } from '../../contract';

export type Labels = Readonly<Record<string, string>>;

export interface RenderedContainer {
  readonly name: string;
  readonly image?: string;
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly ports?: readonly { readonly containerPort: number; readonly name?: string }[];
  readonly resources?: { readonly requests?: Labels; readonly limits?: Labels };
  readonly securityContext?: SecuritySettings;
  readonly startupProbe?: RenderedProbe;
  readonly readinessProbe?: RenderedProbe;
  readonly livenessProbe?: RenderedProbe;
  readonly lifecycle?: {
    readonly preStop?: { readonly sleep?: { readonly seconds: number }; readonly exec?: object; readonly httpGet?: object };
  };
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
}

export interface RenderedProbe {
  readonly httpGet?: { readonly port: number | string };
  readonly tcpSocket?: { readonly port: number | string };
}

export interface SecuritySettings {
  readonly allowPrivilegeEscalation?: boolean;
  readonly capabilities?: { readonly add?: readonly string[]; readonly drop?: readonly string[] };
  readonly privileged?: boolean;
  readonly readOnlyRootFilesystem?: boolean;
  readonly runAsNonRoot?: boolean;
  readonly runAsUser?: number;
  readonly seccompProfile?: { readonly type?: string };
}

export interface RenderedPodSpec {
  readonly automountServiceAccountToken?: boolean;
  readonly containers: readonly RenderedContainer[];
  readonly hostNetwork?: boolean;
  readonly hostPID?: boolean;
  readonly hostIPC?: boolean;
  readonly initContainers?: readonly RenderedContainer[];
  readonly restartPolicy?: string;
  readonly securityContext?: SecuritySettings;
  readonly serviceAccountName?: string;
  readonly terminationGracePeriodSeconds?: number;
  readonly volumes?: readonly ({ readonly name: string } & Readonly<Record<string, unknown>>)[];
}

/** An object that makes pods, and the pods it makes. */
export interface Workload {
  readonly object: KubernetesObject;
  /** Long-running pods serve until they are stopped; those of a Job end by themselves. */
  readonly isJob: boolean;
  readonly labels: Labels;
  /** Path of the pod spec in the object. */
  readonly at: string;
  readonly pod: RenderedPodSpec;
  readonly replicas: number | undefined;
  readonly selector: Labels | undefined;
}

export const KNATIVE_API = 'serving.knative.dev/v1';
const WORKLOAD_KINDS = ['apps/v1/Deployment', 'apps/v1/StatefulSet', 'batch/v1/Job', `${KNATIVE_API}/Service`];

interface WorkloadSpec {
  readonly replicas?: number;
  readonly selector?: { readonly matchLabels?: Labels };
  readonly template: { readonly metadata?: { readonly labels?: Labels }; readonly spec: RenderedPodSpec };
}

export function isKnativeService({ apiVersion, kind }: KubernetesObject): boolean {
  return apiVersion === KNATIVE_API && kind === 'Service';
}

export function isInferenceService({ apiVersion, kind }: KubernetesObject): boolean {
  return apiVersion.startsWith('serving.kserve.io/') && kind === 'InferenceService';
}

/** Whether Knative runs the pods, as a Service of its own or below an InferenceService. */
export function isRunByKnative(object: KubernetesObject): boolean {
  return (
    isKnativeService(object) ||
    (isInferenceService(object) && object.metadata.annotations?.['serving.kserve.io/deploymentMode'] === 'Knative')
  );
}

/** Every object that makes pods. The objects have passed their schema, so that their shape is known. */
export function workloadsIn(objects: readonly KubernetesObject[]): Workload[] {
  return objects.flatMap((object) => {
    if (isInferenceService(object)) return [predictorIn(object)];
    if (!WORKLOAD_KINDS.includes(`${object.apiVersion}/${object.kind}`)) return [];
    const spec = object['spec'] as WorkloadSpec;
    return [
      {
        object,
        isJob: object.kind === 'Job',
        labels: spec.template.metadata?.labels ?? {},
        at: 'spec.template.spec',
        pod: spec.template.spec,
        replicas: spec.replicas,
        selector: spec.selector?.matchLabels,
      },
    ];
  });
}

/** KServe gives the pods the labels of the object, and counts them itself. */
function predictorIn(object: KubernetesObject): Workload {
  const { predictor } = object['spec'] as { readonly predictor: RenderedPodSpec & { readonly labels?: Labels } };
  const labels = { ...object.metadata.labels, ...predictor.labels };
  return { object, isJob: false, labels, at: 'spec.predictor', pod: predictor, replicas: undefined, selector: undefined };
}

/** All containers of a pod with their path below the pod template's spec. */
export function containersIn(pod: RenderedPodSpec): { readonly at: string; readonly container: RenderedContainer }[] {
  return (['initContainers', 'containers'] as const).flatMap((list) =>
    (pod[list] ?? []).map((container, index) => ({ at: `${list}[${index}]`, container })),
  );
}

export function selects(selector: Labels, labels: Labels): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}

/** `Deployment/fastapi`; a Knative Service is told apart from a plain one. */
export function titleOf(object: KubernetesObject): string {
  return `${isKnativeService(object) ? 'KnativeService' : object.kind}/${object.metadata.name}`;
}
