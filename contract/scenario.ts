import { z } from 'zod';

/** One stretch of load. Either a constant `rps`, or a linear ramp `from` -> `to` (requests per second). */
const phaseSchema = z
  .strictObject({
    seconds: z.number().positive().max(86_400).describe('length of the phase, seconds'),
    rps: z.number().nonnegative().max(1_000_000).optional().describe('constant offered load, requests per second'),
    from: z.number().nonnegative().max(1_000_000).optional().describe('ramp start, requests per second'),
    to: z.number().nonnegative().max(1_000_000).optional().describe('ramp end, requests per second'),
    name: z.string().max(40).optional().describe('label shown in charts'),
  })
  .refine((phase) => phase.rps === undefined || (phase.from === undefined && phase.to === undefined), {
    message: 'give either rps or from/to, not both',
  })
  .refine((phase) => (phase.from === undefined) === (phase.to === undefined), { message: 'from and to go together' });

/**
 * Load as every load Job, local run and the simulator understands it. Open loop unless `concurrency` is given;
 * open-loop latency is measured from the intended send time, so a stalled server cannot hide its queue.
 */
export const scenarioSchema = z
  .strictObject({
    phases: z.array(phaseSchema).min(1).max(200),
    concurrency: z
      .number()
      .int()
      .positive()
      .max(4096)
      .optional()
      .describe('closed loop: this many clients, each sends its next request on the answer'),
    arrivals: z.enum(['uniform', 'poisson']).default('poisson').describe('spacing of open-loop arrivals'),
    timeoutMs: z.number().positive().max(600_000).default(10_000).describe('client time-out, milliseconds'),
    seed: z
      .number()
      .int()
      .nonnegative()
      .max(2 ** 32 - 1)
      .default(1),
  })
  .superRefine((scenario, context) => {
    scenario.phases.forEach((phase, index) => {
      const hasRate = phase.rps !== undefined || phase.from !== undefined;
      if (scenario.concurrency === undefined && !hasRate)
        context.addIssue({
          code: 'custom',
          path: ['phases', index],
          message: 'an open-loop phase needs rps or from/to (or set concurrency for a closed loop)',
        });
      if (scenario.concurrency !== undefined && hasRate)
        context.addIssue({ code: 'custom', path: ['phases', index], message: 'a closed-loop scenario (concurrency) has no rps' });
    });
  });

export type Phase = z.infer<typeof phaseSchema>;
export type Scenario = z.infer<typeof scenarioSchema>;

/** Offered load at the start and end of a phase, requests per second. */
export function phaseRates({ rps, from, to }: Phase): { readonly from: number; readonly to: number } {
  const first = rps ?? from ?? 0;
  return { from: first, to: rps ?? to ?? first };
}

/** Length of the whole scenario, seconds. */
export function scenarioSeconds(scenario: Scenario): number {
  return scenario.phases.reduce((sum, phase) => sum + phase.seconds, 0);
}

/** Offered load at a moment, requests per second; 0 outside the scenario and for a closed loop. */
export function offeredRps(scenario: Scenario, atSeconds: number): number {
  let start = 0;
  for (const phase of scenario.phases) {
    const into = atSeconds - start;
    if (into >= 0 && into < phase.seconds) {
      const { from, to } = phaseRates(phase);
      return from + (to - from) * (into / phase.seconds);
    }
    start += phase.seconds;
  }
  return 0;
}
