import { z } from 'zod';
import { knativeSchema } from './autoscaling';
import { port, resources, scaled } from './fields';

/** The model in one more server than the lab runs by default. */
const oneCore = resources({ requests: { cpu: '1', memory: '512Mi' }, limits: { cpu: '1', memory: '1Gi' } });

/** Triton Inference Server: Open Inference Protocol over HTTP and gRPC. */
export const tritonSchema = scaled({
  enabled: z.boolean().default(false),
  port: port.default(8000).describe('HTTP'),
  grpcPort: port.default(8001),
  metricsPort: port.default(8002),
  maxBatchSize: z.number().int().positive().max(32).default(8).describe('texts per inference call, of one request or several'),
  dynamicBatching: z
    .strictObject({
      enabled: z.boolean().default(true).describe('put texts of several requests into one inference call'),
      maxQueueDelayMs: z
        .number()
        .nonnegative()
        .max(1000)
        .default(5)
        .describe('how long a text may wait for company, milliseconds'),
    })
    .prefault({}),
  threadsPerInstance: z
    .number()
    .int()
    .positive()
    .max(256)
    .default(1)
    .describe('threads of one inference call; the CPU limit divided by it is the number of model instances'),
  resources: oneCore,
}).prefault({});

/** A KServe predictor: v1 and v2 over HTTP, v2 over gRPC, behind an InferenceService. */
export const kserveSchema = scaled({
  enabled: z.boolean().default(false),
  mode: z
    .enum(['Standard', 'Knative'])
    .default('Standard')
    .describe('what KServe makes of the InferenceService: Deployment, Service and HPA, or a Knative Service'),
  port: port.default(8080).describe('HTTP'),
  grpcPort: port.default(8081),
  resources: oneCore,
})
  .superRefine((kserve, context) => {
    if (kserve.grpcPort === kserve.port)
      context.addIssue({ code: 'custom', path: ['grpcPort'], message: `is ${kserve.grpcPort}, the HTTP port; give another` });
  })
  .prefault({});

/** The FastAPI model server once more, as a Knative Service: beside an HPA in the same lab. */
export const knativeServiceSchema = z
  .strictObject({
    enabled: z.boolean().default(false),
    port: port.default(8000),
    resources: oneCore,
    autoscaling: z.strictObject({ knative: knativeSchema.prefault({}) }).prefault({}),
  })
  .prefault({});

/** LitServe, an alternative that people may know. For comparison in benchmarks. */
export const litserveSchema = z
  .strictObject({ enabled: z.boolean().default(false), port: port.default(8000), resources: oneCore })
  .prefault({});

/** onnxruntime in a loop, without any server around it: the limit that servers are compared with. For benchmarks. */
export const bareSchema = z
  .strictObject({ enabled: z.boolean().default(false), port: port.default(8000), resources: oneCore })
  .prefault({});
