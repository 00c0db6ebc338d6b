import { median, type Measurement } from '../load-tools/measurement';
import type { LoadTool } from '../load-tools/tool';
import type { Percentiles } from './latency';

/** All runs of one tool. */
export interface Compared {
  readonly tool: LoadTool;
  readonly measurement: Measurement;
  readonly cpuSeconds: number;
  readonly runs: number;
}

/** Medians over the tools that send on schedule; the maximum is their slowest answer. */
export interface Agreement extends Percentiles {
  readonly throughputRps: number | undefined;
  /** Least share of the scenario's requests that any of them sent. */
  readonly sentShare: number | undefined;
  /** Largest over smallest p99 among them. */
  readonly p99SpreadRatio: number | undefined;
  /** p99 of the closed loop over their median. */
  readonly closedLoopP99Ratio: number | undefined;
}

/** From this ratio on a closed loop's p99 is no longer noise beside that of the open loops. */
const VISIBLE_RATIO = 0.8;
/** A closed loop that sent this share of the scenario left out too little to explain its p99. */
const SENT_ALL_SHARE = 0.95;

export function isOpen({ tool }: Compared): boolean {
  return tool.loop !== 'closed, held to the rate';
}

/** @param intended requests of the scenario, once */
export function agreement(compared: readonly Compared[], intended: number): Agreement {
  const open = compared.filter(isOpen);
  const of = (value: (one: Compared) => number | undefined): number[] => open.flatMap((one) => value(one) ?? []);
  const p99s = of(({ measurement }) => measurement.p99Ms);
  const closedP99 = compared.find((one) => !isOpen(one))?.measurement.p99Ms;
  const openP99 = median(p99s);
  const worst = of(({ measurement }) => measurement.maxMs);
  const shares = of(({ measurement, runs }) => (intended === 0 ? undefined : measurement.requests / (runs * intended)));
  return {
    p50Ms: median(of(({ measurement }) => measurement.p50Ms)),
    p95Ms: median(of(({ measurement }) => measurement.p95Ms)),
    p99Ms: openP99,
    maxMs: worst.length === 0 ? undefined : Math.max(...worst),
    throughputRps: median(of(({ measurement }) => measurement.answered / measurement.seconds)),
    sentShare: shares.length === 0 ? undefined : Math.min(...shares),
    p99SpreadRatio: p99s.length < 2 || Math.min(...p99s) === 0 ? undefined : Math.max(...p99s) / Math.min(...p99s),
    closedLoopP99Ratio: closedP99 === undefined || openP99 === undefined || openP99 === 0 ? undefined : closedP99 / openP99,
  };
}

/** Whether these numbers show coordinated omission; undefined without both a closed and an open loop. */
export function omissionSentence(compared: readonly Compared[], intended: number): string | undefined {
  const closed = compared.find((one) => !isOpen(one));
  const { p99Ms: openP99, closedLoopP99Ratio: ratio } = agreement(compared, intended);
  if (closed === undefined || openP99 === undefined || ratio === undefined) return undefined;
  const { measurement, runs, tool } = closed;
  const sent = `${tool.name}'s closed loop sent ${measurement.requests} of ${runs * intended} intended requests`;
  const numbers = `a p99 of ${ms(measurement.p99Ms)} where tools that send on schedule saw ${ms(openP99)}`;
  const didOmit = measurement.requests < SENT_ALL_SHARE * runs * intended;
  return didOmit && ratio < VISIBLE_RATIO
    ? `Coordinated omission: ${sent} and reports ${numbers}; those it did not send while its clients waited would have been the slow ones.`
    : `No coordinated omission to see here: ${sent} and reports ${numbers}; it left out too little to hide anything.`;
}

function ms(value: number | undefined): string {
  return value === undefined ? 'nothing' : `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
}
