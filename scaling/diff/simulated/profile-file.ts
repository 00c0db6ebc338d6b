import { z } from 'zod';
import { UserError } from '../../../contract';
import { simulationFileSchema } from '../../simulate';
import { parseServer, SERVER_FORMS } from './server';

export const PROFILE_SCHEMA = 'lab.profile/v1';

const nonNegative = z.number().nonnegative();
const figures = z.strictObject({
  mostReplicas: nonNegative.nullable(),
  p50Ms: nonNegative.nullable(),
  p95Ms: nonNegative.nullable(),
  failureRate: nonNegative.nullable(),
  cores: nonNegative.nullable(),
});

const residualSchema = z.strictObject({
  /** What was replayed, in words: `HPA api`. */
  scaler: z.string(),
  seeds: z.number().int().positive(),
  replicasMae: nonNegative.nullable().describe('mean over the steps of the distance between measured and replayed replicas'),
  p95ErrorPercent: z.number().nullable(),
  measured: figures,
  replayed: figures,
});

const serverSchema = z
  .string()
  .refine((text) => typeof parseServer(text) !== 'string', { message: `is not one of ${SERVER_FORMS}` })
  .describe('how the program serves: unlimited, threads:40, workers:4, event-loop');

/** What one request asks of a pod, as real metrics show it, with the expected error of predictions from it. */
export const profileFileSchema = z.strictObject({
  schema: z.literal(PROFILE_SCHEMA),
  source: z.strictObject({
    prometheus: z.string(),
    name: z.string(),
    from: z.string(),
    to: z.string(),
    stepSeconds: z.number().positive(),
    scrapeSeconds: z.number().positive(),
    requests: nonNegative,
  }),
  serviceTime: simulationFileSchema.shape.workload.shape.serviceTime,
  overheadMs: nonNegative.describe('latency outside of the work on a request, milliseconds'),
  cpuMsPerRequest: z.number().positive().nullable().describe('milliseconds of one core; null where CPU was not measured'),
  idleCpuMillis: nonNegative,
  server: serverSchema.optional(),
  cautions: z.array(z.string()),
  residual: residualSchema.nullable().describe('of replaying the range under the current configuration'),
});

export type ProfileFile = z.infer<typeof profileFileSchema>;
export type Residual = z.infer<typeof residualSchema>;
export type Figures = z.infer<typeof figures>;

export function isProfileFile(document: unknown): boolean {
  return typeof document === 'object' && document !== null && 'schema' in document && document.schema === PROFILE_SCHEMA;
}

/**
 * @param file only for messages
 * @throws UserError naming the first key that is wrong
 */
export function parseProfileFile(file: string, document: unknown): ProfileFile {
  const result = profileFileSchema.safeParse(document);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new UserError({
    where: `${file}  ${issue?.path.join('.') ?? ''}`.trimEnd(),
    problem: `does not fit a service-time profile: ${issue?.message ?? 'unknown shape'}`,
    fix: './lab profile writes one.',
    code: 'document-wrong',
  });
}

export function cpuWords(cpuMsPerRequest: number): string {
  return `A request uses ${cpuMsPerRequest.toFixed(1)} ms of CPU, as measured, and waits for others the rest of its time.`;
}

/** For the reader of a prediction. */
export function profileWords(profile: ProfileFile): string[] {
  const { source, cpuMsPerRequest, cautions, residual } = profile;
  return [
    `Service times measured by Prometheus: ${source.name}, ${Math.round(source.requests)} requests from ${source.from} to ${source.to}.`,
    cpuMsPerRequest === null ? 'A request computes for as long as it is worked on.' : cpuWords(cpuMsPerRequest),
    ...cautions.map((caution) => `About these service times: ${caution}.`),
    residual === null
      ? 'How far a replay of that range is off was not measured.'
      : `Expected error: a replay of that range under ${residual.scaler} was off by ${residualWords(residual)}.`,
  ];
}

export function residualWords({ replicasMae, p95ErrorPercent }: Residual): string {
  const parts = [
    ...(replicasMae === null ? [] : [`${replicasMae.toFixed(2)} replicas on average`]),
    ...(p95ErrorPercent === null ? [] : [`${signed(p95ErrorPercent)} % in p95`]),
  ];
  return parts.length === 0 ? 'nothing that was measured' : parts.join(' and ');
}

export function signed(value: number): string {
  const text = value.toFixed(0);
  return value > 0 && text !== '0' ? `+${text}` : text.replace(/^-0$/, '0');
}
