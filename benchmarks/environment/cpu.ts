/** Flags that decide which inference kernels run; the other flags of /proc/cpuinfo do not matter here. */
const INFERENCE_FLAGS = [
  ...['sse4_2', 'avx', 'f16c', 'fma', 'avx2', 'avx_vnni', 'avx512f', 'avx512bw', 'avx512dq', 'avx512vl'],
  ...['avx512_vnni', 'avx512_bf16', 'avx512_fp16', 'amx_tile', 'amx_int8', 'amx_bf16'],
  ...['asimd', 'asimddp', 'i8mm', 'bf16', 'sve', 'sve2'],
];

export interface CpuInfo {
  readonly model: string;
  readonly isaFlags: string[];
}

/** Model and instruction sets of the first CPU in /proc/cpuinfo (x86: `model name`, `flags`; Arm: `Features`). */
export function parseCpuInfo(text: string): CpuInfo {
  const field = (name: string): string | undefined => new RegExp(`^${name}\\s*: *(.*)$`, 'm').exec(text)?.[1]?.trim();
  const flags = new Set((field('flags') ?? field('Features') ?? '').split(' '));
  return {
    model: field('model name') ?? field('Model') ?? 'unknown',
    isaFlags: INFERENCE_FLAGS.filter((flag) => flags.has(flag)),
  };
}

/** Time of all CPUs since boot, seconds. */
export interface MachineCpu {
  /** Not idle and not waiting for I/O; without what the hypervisor took. */
  readonly busySeconds: number;
  /** Ready to run, but the hypervisor ran something else. */
  readonly stolenSeconds: number;
  readonly totalSeconds: number;
}

/** The unit of /proc/stat and /proc/PID/stat on every Linux that Node runs on. */
export const TICKS_PER_SECOND = 100;

/** First line of /proc/stat. Guest time is part of user time already. */
export function parseProcStat(text: string): MachineCpu | undefined {
  const fields = /^cpu +(.*)$/m.exec(text)?.[1]?.trim().split(/\s+/).map(Number);
  if (fields === undefined || fields.length < 4 || fields.some(Number.isNaN)) return undefined;
  const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] = fields;
  const busy = user + nice + system + irq + softirq;
  return {
    busySeconds: busy / TICKS_PER_SECOND,
    stolenSeconds: steal / TICKS_PER_SECOND,
    totalSeconds: (busy + idle + iowait + steal) / TICKS_PER_SECOND,
  };
}
