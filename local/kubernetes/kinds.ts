import { z } from 'zod';
import {
  horizontalPodAutoscalerSchema,
  knativeServiceSchema,
  scaledJobSchema,
  scaledObjectSchema,
  triggerAuthenticationSchema,
} from './autoscalers';
import { configMapSchema, namespaceSchema, secretSchema, serviceSchema } from './config';
import { metadataSchema } from './metadata';
import { deploymentSchema, jobSchema, statefulSetSchema } from './workloads';

/** Kinds that run, and those that they read, each with the table of its fields. */
export const RUN_KINDS = {
  Namespace: namespaceSchema,
  Deployment: deploymentSchema,
  StatefulSet: statefulSetSchema,
  Job: jobSchema,
  Service: serviceSchema,
  ConfigMap: configMapSchema,
  Secret: secretSchema,
  TriggerAuthentication: triggerAuthenticationSchema,
} as const;

/** An object that is kept as it was written. */
const keptSchema = z.looseObject({ apiVersion: z.string(), kind: z.string(), metadata: metadataSchema });

/** Kinds that scale workloads. */
const AUTOSCALER_KINDS: Readonly<Record<string, { readonly apiVersion: string; readonly schema: z.ZodType }>> = {
  HorizontalPodAutoscaler: { apiVersion: 'autoscaling/v2', schema: horizontalPodAutoscalerSchema },
  ScaledObject: { apiVersion: 'keda.sh/v1alpha1', schema: scaledObjectSchema },
  ScaledJob: { apiVersion: 'keda.sh/v1alpha1', schema: scaledJobSchema },
  // Its fields are checked by scaling/kserve, against the CRD.
  InferenceService: { apiVersion: 'serving.kserve.io/v1beta1', schema: keptSchema },
};
export const KNATIVE_SERVICE_API = 'serving.knative.dev/v1';

/** Kinds that a cluster enforces and one machine does not; `why` is shown once. */
export const UNENFORCED_KINDS: Readonly<Record<string, { readonly apiVersion: string; readonly why: string }>> = {
  ServiceAccount: { apiVersion: 'v1', why: 'the local API needs no account' },
  Role: { apiVersion: 'rbac.authorization.k8s.io/v1', why: 'the local API is read-only' },
  RoleBinding: { apiVersion: 'rbac.authorization.k8s.io/v1', why: 'the local API is read-only' },
  NetworkPolicy: { apiVersion: 'networking.k8s.io/v1', why: 'every process of this machine reaches every pod' },
  PodDisruptionBudget: { apiVersion: 'policy/v1', why: 'nothing is drained' },
  ResourceQuota: { apiVersion: 'v1', why: 'the machine is the limit' },
};

/** The schema of an object's kind, or undefined when the engine does not know it. */
export function schemaOf(apiVersion: string, kind: string): z.ZodType | undefined {
  if (kind === 'Service' && apiVersion === KNATIVE_SERVICE_API) return knativeServiceSchema;
  if (kind in RUN_KINDS) return RUN_KINDS[kind as keyof typeof RUN_KINDS];
  const autoscaler = AUTOSCALER_KINDS[kind];
  if (autoscaler !== undefined) return autoscaler.apiVersion === apiVersion ? autoscaler.schema : undefined;
  if (UNENFORCED_KINDS[kind]?.apiVersion === apiVersion) return keptSchema;
  return undefined;
}

export const KNOWN_KINDS: readonly string[] = [
  ...Object.keys(RUN_KINDS),
  ...Object.keys(AUTOSCALER_KINDS),
  ...Object.keys(UNENFORCED_KINDS),
];
