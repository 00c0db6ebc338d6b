import { z } from 'zod';
import { UserError } from '../../../contract/user-error';
import type { HpaSpec } from '../../hpa';

/** Recordings of real clusters: tests/conformance/recorded/README.md describes them. Keys that are not read are left alone. */

/** The offered rates are not read: the requests themselves are recorded. */
const hpaPhaseSchema = z.object({ seconds: z.number().positive() });

const hpaRecordingSchema = z.object({
  startedAt: z.string(),
  scenario: z.object({
    name: z.string().default('recording'),
    units: z.number().positive().optional(),
    timeoutSeconds: z.number().positive(),
    phases: z.array(hpaPhaseSchema).min(2),
    hpaSpec: z.custom<HpaSpec>(
      (value) => typeof value === 'object' && value !== null && 'maxReplicas' in value,
      'is not an HPA spec',
    ),
    pod: z.object({
      requestsCpuMilli: z.number().positive(),
      limitsCpuMilli: z.number().positive().nullish(),
      startupSeconds: z.number().nonnegative().default(0),
      readinessPeriodSeconds: z.number().nonnegative().default(10),
      concurrency: z.number().int().nonnegative().default(1),
    }),
  }),
  requests: z.array(z.object({ t: z.number(), ms: z.number(), serviceMs: z.number(), pod: z.string() })).min(1),
  seconds: z
    .array(
      z.object({
        t: z.number(),
        specReplicas: z.number().int(),
        hpaUtilization: z.number().nullish(),
        pods: z.array(
          z.object({
            name: z.string(),
            phase: z.string(),
            ready: z.boolean(),
            cpuMilli: z.number(),
            sampleAt: z.string().optional(),
            sampleWindow: z.string().optional(),
            created: z.string().optional(),
          }),
        ),
      }),
    )
    .min(1),
});

const knativePhaseSchema = z.object({
  seconds: z.number().positive(),
  concurrency: z.number().int().nonnegative().optional(),
  rps: z.number().nonnegative().optional(),
});

const knativeRecordingSchema = z.object({
  set: z.object({
    name: z.string().default('recording'),
    annotations: z.record(z.string(), z.string()),
    load: z.array(knativePhaseSchema).min(1),
  }),
  ksvc: z.object({
    spec: z.object({
      template: z.object({
        metadata: z.object({ annotations: z.record(z.string(), z.string()).default({}) }).prefault({}),
        spec: z.object({
          containerConcurrency: z.number().int().nonnegative().default(0),
          containers: z
            .array(
              z.object({ resources: z.object({ requests: z.object({ cpu: z.string().optional() }).optional() }).optional() }),
            )
            .default([]),
        }),
      }),
    }),
  }),
  summary: z.object({
    cold: z.array(z.object({ ms: z.number(), warmMs: z.number().optional() })).default([]),
    readyMs: z.number().optional(),
  }),
  samples: z
    .array(
      z.object({
        t: z.number(),
        phase: z.string(),
        ok: z.number(),
        bad: z.number(),
        inflight: z.number(),
        p50: z.number().nullable(),
        p95: z.number().nullable(),
        replicas: z.number(),
        ready: z.number(),
      }),
    )
    .min(1),
});

export type HpaRecording = z.infer<typeof hpaRecordingSchema>;
export type KnativeRecording = z.infer<typeof knativeRecordingSchema>;
export type Recording =
  { readonly kind: 'hpa'; readonly recording: HpaRecording } | { readonly kind: 'knative'; readonly recording: KnativeRecording };

/**
 * @param file only for messages
 * @throws UserError naming the key that is missing or wrong
 */
export function parseRecording(file: string, document: unknown): Recording {
  const isKnative = typeof document === 'object' && document !== null && 'ksvc' in document;
  return isKnative
    ? { kind: 'knative', recording: shaped(file, knativeRecordingSchema, document) }
    : { kind: 'hpa', recording: shaped(file, hpaRecordingSchema, document) };
}

function shaped<Shape>(file: string, schema: z.ZodType<Shape>, document: unknown): Shape {
  const result = schema.safeParse(document);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new UserError({
    where: `${file}  ${issue?.path.join('.') ?? ''}`,
    problem: `does not fit a recording of an HPA or of Knative: ${issue?.message ?? 'unknown shape'}`,
    fix: 'The format is described in tests/conformance/recorded/README.md.',
    code: 'document-wrong',
  });
}
