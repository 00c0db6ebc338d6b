import { z } from 'zod';

/**
 * Load tools that can drive one scenario, in the order of their rows. `lab` is the lab's own open loop, which every other
 * benchmark uses; `autocannon` is a closed loop held back to the scenario's rate.
 */
export const LOAD_TOOLS = ['lab', 'vegeta', 'locust', 'k6', 'autocannon'] as const;
export type LoadToolName = (typeof LOAD_TOOLS)[number];

/** The same open-loop scenario through several load tools, one after another, several times. */
export const toolsBenchmarkSchema = z.strictObject({
  kind: z.literal('tools'),
  target: z.string().describe('service under test'),
  scenario: z.string().describe('name in scenarios: an open loop'),
  tools: z
    .array(z.enum(LOAD_TOOLS))
    .min(1)
    .refine((tools) => new Set(tools).size === tools.length, { message: 'names a tool twice' })
    .default([...LOAD_TOOLS])
    .describe('those that are not installed are listed with the reason'),
  rounds: z.number().int().positive().max(10).default(2).describe('how often each tool runs; the order rotates'),
  closedLoopClients: z.number().int().positive().max(1024).default(8).describe('clients of autocannon'),
  warmupSeconds: z.number().nonnegative().max(120).default(2),
});

export type ToolsBenchmark = z.infer<typeof toolsBenchmarkSchema>;

/** Seconds that one tool needs besides the scenario itself: it starts, and the last answers come in. */
const START_SECONDS = 4;

/** Planned length of the benchmark, seconds. */
export function toolsSeconds(benchmark: ToolsBenchmark, scenarioSeconds: number): number {
  return benchmark.warmupSeconds + benchmark.rounds * benchmark.tools.length * (scenarioSeconds + START_SECONDS);
}
