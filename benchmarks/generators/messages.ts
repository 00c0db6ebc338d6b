import { z } from 'zod';
import { scenarioSchema } from '../../contract/scenario';
import { OUTCOMES, type Samples } from '../load/samples';

/** What the first generator asks of the others: the load of a phase, or with a null scenario to end. */
export const orderSchema = z.strictObject({
  phase: z.number().int().positive(),
  scenario: scenarioSchema.nullable(),
  /** When all begin, Unix time in milliseconds. */
  startAtMs: z.number(),
});

const microseconds = z.array(z.number().int());

/** What another generator did in a phase; phase 0: it is ready for the first. */
export const reportSchema = z.strictObject({
  phase: z.number().int().nonnegative(),
  seconds: z.number().nonnegative(),
  intendedUs: microseconds,
  sentUs: microseconds,
  doneUs: microseconds,
  outcomes: z.array(z.enum(OUTCOMES)),
});

export type Order = z.infer<typeof orderSchema>;
export type Report = z.infer<typeof reportSchema>;

export const READY: Report = { phase: 0, seconds: 0, intendedUs: [], sentUs: [], doneUs: [], outcomes: [] };

/** Samples as whole microseconds since their start. */
export function reportOf(phase: number, { startMs, seconds, all }: Samples): Report {
  const since = (ms: number): number => Math.round((ms - startMs) * 1000);
  return {
    phase,
    seconds,
    intendedUs: all.map(({ intendedMs }) => since(intendedMs)),
    sentUs: all.map(({ sentMs }) => since(sentMs)),
    doneUs: all.map(({ doneMs }) => since(doneMs)),
    outcomes: all.map(({ outcome }) => outcome),
  };
}

/** Samples of several generators that began together, on the clock of the first. */
export function merged(own: Samples, reports: readonly Report[]): Samples {
  const at = (microsecondsSince: number | undefined): number => own.startMs + (microsecondsSince ?? 0) / 1000;
  const others = reports.flatMap(({ intendedUs, sentUs, doneUs, outcomes }) =>
    outcomes.map((outcome, index) => ({
      intendedMs: at(intendedUs[index]),
      sentMs: at(sentUs[index]),
      doneMs: at(doneUs[index]),
      outcome,
    })),
  );
  return {
    startMs: own.startMs,
    seconds: Math.max(own.seconds, ...reports.map(({ seconds }) => seconds)),
    all: [...own.all, ...others].sort((one, other) => one.intendedMs - other.intendedMs),
  };
}
