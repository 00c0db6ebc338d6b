import { z } from 'zod';

const common = {
  service: z.string().describe('as in lab.yaml'),
  /** Of the object that is put to rest. */
  name: z.string(),
  /** Label selector of its pods. */
  podSelector: z.string(),
};

/** A service that rests while others are measured, and how it is woken. Services that scale to zero by themselves are none. */
export const restingServiceSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    ...common,
    kind: z.literal('Deployment').describe('scaled to zero, which stops an HPA too, and back'),
    replicas: z.number().int().positive().describe('pods that it wakes with; an HPA takes over from there'),
  }),
  z.strictObject({
    ...common,
    kind: z.literal('InferenceService').describe("stopped and started by KServe's own annotation"),
  }),
]);

export type RestingService = z.infer<typeof restingServiceSchema>;

/** How the services of a lab share a cluster. */
export type Arrangement = 'together' | 'in turns';

/** Annotation with which KServe (v0.15 and later) stops an InferenceService: its Deployment, Service and autoscaler are deleted. */
export const KSERVE_STOP = 'serving.kserve.io/stop';
