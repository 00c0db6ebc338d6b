import type { Mark } from '../../contract/result';
import type { Throttling } from './cgroup';
import type { MachineCpu } from './cpu';

/** Above this share of throttled CFS periods, the load generator's own pauses distort the numbers. */
const THROTTLED_SHARE = 0.05;
/** Share of the machine's CPU time that others may use, and that the hypervisor may take. */
const OTHERS_SHARE = 0.1;
const STOLEN_SHARE = 0.05;
/** Tasks for each CPU that may be running or waiting before a run. A benchmark that has just ended leaves up to two. */
const LOAD_PER_CPU = 3;
/** Requests may leave this late, or a tenth of the measured p95 where that is more. */
const LATENESS_MS = 10;
const LATENESS_SHARE = 0.1;

export function throttledMark(throttling: Throttling | null): Mark[] {
  if (throttling === null || throttling.periods === 0) return [];
  const share = throttling.throttledPeriods / throttling.periods;
  if (share <= THROTTLED_SHARE) return [];
  return mark(
    'throttled',
    `the load generator was throttled in ${percent(share)} of its CPU periods (bound ${percent(THROTTLED_SHARE)}), ` +
      `${throttling.throttledSeconds.toFixed(1)} s in all; give benchmarkResources more CPU`,
  );
}

/**
 * @param lab CPU time of the lab's own processes between the two moments, seconds; null when it cannot be told apart
 */
export function overloadedMark(before: MachineCpu, after: MachineCpu, lab: number | null): Mark[] {
  const total = after.totalSeconds - before.totalSeconds;
  if (total <= 0) return [];
  const others = lab === null ? 0 : (after.busySeconds - before.busySeconds - lab) / total;
  const stolen = (after.stolenSeconds - before.stolenSeconds) / total;
  return [
    ...(others > OTHERS_SHARE
      ? mark(
          'overloaded',
          `other programs used ${percent(others)} of this machine's CPU time during the run (bound ${percent(OTHERS_SHARE)}); close them and measure again`,
        )
      : []),
    ...(stolen > STOLEN_SHARE
      ? mark(
          'overloaded',
          `the hypervisor withheld ${percent(stolen)} of this machine's CPU time during the run (bound ${percent(STOLEN_SHARE)})`,
        )
      : []),
  ];
}

/**
 * For a run whose own share of the CPU time nobody can tell, as in a cluster: how busy the machine was when it began, and the lab was idle.
 *
 * @param loadAverage over one minute, of the node that the load comes from
 */
export function crowdedMark(loadAverage: number, logicalCpus: number): Mark[] {
  if (loadAverage <= LOAD_PER_CPU * logicalCpus) return [];
  return mark(
    'overloaded',
    `other programs were busy on this node: its load average was ${loadAverage.toFixed(1)} on ${logicalCpus} CPUs when the run began ` +
      `(bound ${LOAD_PER_CPU} per CPU); close them and measure again`,
  );
}

/** Marks a run in which the open loop sent too late for the latencies it measured. */
export function clientLimitedMark(latenessP99Ms: number, p95Ms: number | undefined): Mark[] {
  const bound = Math.max(LATENESS_MS, LATENESS_SHARE * (p95Ms ?? 0));
  if (latenessP99Ms <= bound) return [];
  return mark(
    'client-limited',
    `the load generator sent 1 % of its requests ${latenessP99Ms.toFixed(1)} ms late or later (bound ${bound.toFixed(1)} ms); part of the latency is its own`,
  );
}

function mark(name: Mark['mark'], reason: string): Mark[] {
  return [{ mark: name, reason }];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}
