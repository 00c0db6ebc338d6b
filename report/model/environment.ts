import type { BenchmarkResult, Environment, Run } from '../../contract';
import { durationText, mebibytes, momentText, plainNumber } from '../text/number';
import { plain } from '../../contract';

export type Fact = readonly [name: string, value: string];

/** A machine and the benchmarks that ran on it: almost always one, but results are never silently mixed. */
export interface Machine {
  readonly facts: readonly Fact[];
  readonly benchmarks: readonly string[];
}

const ENGINES: Readonly<Record<Environment['engine'], string>> = {
  local: 'local: the manifests as processes of this machine',
  kind: 'kind: a Kubernetes cluster on this machine',
  existing: 'existing Kubernetes cluster',
  simulate: 'simulate: predicted, not measured',
};

export function machinesOf(run: Run): Machine[] {
  const machines = new Map<string, { facts: Fact[]; benchmarks: string[] }>();
  for (const result of run.results) {
    const facts = machineFacts(result.environment);
    const key = JSON.stringify(facts);
    const machine = machines.get(key) ?? { facts, benchmarks: [] };
    machine.benchmarks.push(result.name);
    machines.set(key, machine);
  }
  return [...machines.values()];
}

/** The facts that stay the same during a run. */
function machineFacts(environment: Environment): Fact[] {
  const { cgroup } = environment;
  return [
    ['Engine', ENGINES[environment.engine]],
    ['CPU', plain(environment.cpuModel)],
    ['Logical CPUs', String(environment.logicalCpus)],
    [
      'Instruction sets',
      environment.isaFlags.length === 0 ? 'none of those that matter' : plain(environment.isaFlags.join(', ')),
    ],
    ['Memory', mebibytes(environment.memoryBytes)],
    [
      'CPU quota',
      cgroup.cpuQuotaCores === null ? 'none' : `${plainNumber(cgroup.cpuQuotaCores)} cores (cgroup ${cgroup.version})`,
    ],
    ['Memory limit', cgroup.memoryLimitBytes === null ? 'none' : mebibytes(cgroup.memoryLimitBytes)],
    ['Kernel', plain(environment.kernel)],
    ['Node.js', plain(environment.node)],
  ];
}

/** The facts that change from one benchmark to the next. */
export function conditionFacts({ environment, startedAt, durationSeconds }: BenchmarkResult): Fact[] {
  const { throttling, loadAverage } = environment;
  return [
    ['Started', momentText(startedAt)],
    ['Took', durationText(durationSeconds)],
    ['Load average', `${loadAverage.before.toFixed(2)} before, ${loadAverage.after.toFixed(2)} after`],
    [
      'Throttled',
      throttling === null
        ? 'cannot be read here'
        : `${throttling.throttledPeriods} of ${throttling.periods} periods, ${durationText(throttling.throttledSeconds)}`,
    ],
  ];
}

/** `Xeon … · 2 CPUs · avx2, avx512_vnni · local engine`, for one line under a title. */
export function machineLine(environment: Environment): string {
  const flags = environment.isaFlags.length === 0 ? [] : [plain(environment.isaFlags.join(' '))];
  const cpus = `${environment.logicalCpus} ${environment.logicalCpus === 1 ? 'CPU' : 'CPUs'}`;
  return [`${environment.engine} engine`, plain(environment.cpuModel), cpus, ...flags].join(' · ');
}
