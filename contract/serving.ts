import { z } from 'zod';

const services = z
  .array(z.string())
  .min(1)
  .refine((names) => new Set(names).size === names.length, { message: 'names a service twice' });

/** Several servers with the same model under the same loads, in turns, and how near they come to the limit. */
export const servingBenchmarkSchema = z.strictObject({
  kind: z.literal('serving'),
  target: z
    .string()
    .default('bare')
    .describe('the limit: the service that runs the model in a loop without a server; one of the servers = there is no limit'),
  servers: services.describe('services to compare'),
  texts: z.enum(['emails', 'short']).default('emails').describe('whole e-mails, or their first three words'),
  warmupSeconds: z.number().nonnegative().max(120).default(1).describe('of each server'),
  concurrencies: z
    .array(z.number().int().positive().max(256))
    .min(1)
    .default([1, 2, 4, 8, 16, 32])
    .describe('closed loop: requests under way at once, one turn of every server each'),
  closedSeconds: z.number().positive().max(600).default(2).describe('one turn of a closed loop'),
  openShares: z
    .array(z.number().positive().max(1))
    .default([0.5, 0.8, 0.95])
    .describe("open loop: shares of each server's own best closed-loop throughput"),
  openRps: z
    .array(z.number().positive().max(100_000))
    .default([])
    .describe('open loop: loads that are equal for all servers, requests per second'),
  openSeconds: z.number().positive().max(600).default(4).describe('one turn of an open loop'),
  timeoutMs: z.number().positive().max(600_000).default(10_000).describe('client time-out, milliseconds'),
  minLimitShare: z
    .record(z.string(), z.number().min(0).max(1))
    .default({})
    .describe('by service: share of the limit that its best throughput must reach'),
});

/** The same texts to several servers: the same answers? */
export const parityBenchmarkSchema = z.strictObject({
  kind: z.literal('parity'),
  target: z.string().default('fastapi').describe('whose answers the others are compared with'),
  servers: services.describe('services to compare with it'),
  texts: z.number().int().positive().max(5000).default(200),
  maxDifference: z.number().min(0).max(1).default(1e-4).describe('of a probability'),
});

export type ServingBenchmark = z.infer<typeof servingBenchmarkSchema>;
