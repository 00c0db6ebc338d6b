import { cpus, release, totalmem } from 'node:os';
import type { Environment, Mark } from '../../contract/result';
import { readCgroup, readThrottling, throttlingBetween } from './cgroup';
import { parseCpuInfo, parseProcStat } from './cpu';
import { crowdedMark, overloadedMark, throttledMark } from './marks';
import { readProcesses, treeCpuSeconds } from './processes';
import { readText, type Read } from './read';

export interface Captured {
  readonly environment: Environment;
  readonly marks: Mark[];
}

/** Reads the counters now; the returned function reads them again and returns the environment of the run in between. */
export function captureEnvironment(engine: Environment['engine'], read: Read = readText): () => Captured {
  const snapshot = () => ({
    load: loadAverage(read),
    throttling: readThrottling(read),
    machine: parseProcStat(read('/proc/stat') ?? ''),
    // On the local engine all pods are children of the process that started this one; in a cluster they are anywhere.
    lab: engine === 'local' ? treeCpuSeconds(process.ppid, readProcesses()) : null,
  });
  const before = snapshot();

  return () => {
    const after = snapshot();
    const cpu = parseCpuInfo(read('/proc/cpuinfo') ?? '');
    const throttling = throttlingBetween(before.throttling, after.throttling);
    const labSeconds = before.lab === null || after.lab === null ? null : after.lab - before.lab;
    return {
      environment: {
        engine,
        cpuModel: cpu.model,
        isaFlags: cpu.isaFlags,
        logicalCpus: Math.max(1, cpus().length),
        memoryBytes: totalmem(),
        kernel: release(),
        node: process.version,
        cgroup: readCgroup(read),
        throttling,
        loadAverage: { before: before.load, after: after.load },
      },
      marks: [
        ...throttledMark(throttling),
        ...(before.lab === null ? crowdedMark(before.load, Math.max(1, cpus().length)) : []),
        ...(before.machine === undefined || after.machine === undefined
          ? []
          : overloadedMark(before.machine, after.machine, labSeconds)),
      ],
    };
  };
}

/** One-minute load average. */
function loadAverage(read: Read): number {
  return Number.parseFloat(read('/proc/loadavg') ?? '') || 0;
}
