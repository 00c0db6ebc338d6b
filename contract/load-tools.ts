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

/** Every tool once a round. Each round begins with a different one, so that no tool always follows the same one. */
export function toolTurns<Tool>(tools: readonly Tool[], rounds: number): { readonly tool: Tool; readonly round: number }[] {
  return Array.from({ length: rounds }, (_, round) =>
    tools.map((_unused, index) => ({ tool: tools[(index + round) % tools.length] as Tool, round })),
  ).flat();
}

/** Name of a tool's step in one round. */
export const toolStep = (tool: string, round: number): string => `${tool}, round ${round + 1}`;
