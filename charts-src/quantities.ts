import { Size, SizeRoundingBehavior } from 'cdk8s';
import { cpuMillis, memoryBytes, type Resources } from '../contract';
import { Cpu, k8s } from './pod/plus';

/** What one container may use; both bounds of both resources are always given. */
export interface ContainerResources {
  readonly cpu: { readonly request: Cpu; readonly limit: Cpu };
  readonly memory: { readonly request: Size; readonly limit: Size };
  /**
   * Whole GPUs of NVIDIA, requested and limited alike: Kubernetes takes nothing else.
   * @default 0
   */
  readonly gpus?: number;
}

/** The name that NVIDIA's device plugin gives its resource. */
export const GPU_RESOURCE = 'nvidia.com/gpu';

function cpu(text: string): Cpu {
  const millis = millisOf(text);
  return millis % 1000 === 0 ? Cpu.units(millis / 1000) : Cpu.millis(millis);
}

function millisOf(text: string): number {
  const millis = cpuMillis(text);
  if (millis === undefined) throw new RangeError(`not a CPU amount: ${text}`);
  return millis;
}

/** A memory amount as lab.yaml writes it. */
export function memorySize(text: string): Size {
  const bytes = memoryBytes(text);
  if (bytes === undefined) throw new RangeError(`not a memory amount: ${text}`);
  return Size.kibibytes(bytes / 1024);
}

/** Resources as lab.yaml writes them (validated there), in unit types. */
export function containerResources(resources: Resources): ContainerResources {
  const { requests, limits } = resources;
  return {
    cpu: { request: cpu(requests.cpu), limit: cpu(limits.cpu) },
    memory: { request: memorySize(requests.memory), limit: memorySize(limits.memory) },
  };
}

export function millicores(amount: Cpu): number {
  return millisOf(amount.amount);
}

/** Threads of an inference session: the whole cores of the CPU limit, at least one. More would only wait for CPU time. */
export function inferenceThreads(resources: ContainerResources): number {
  return Math.max(1, Math.floor(millicores(resources.cpu.limit) / 1000));
}

export function sizeBytes(size: Size): number {
  return size.toKibibytes({ rounding: SizeRoundingBehavior.NONE }) * 1024;
}

/** `512Mi`, `1Gi`: the largest binary unit that gives a whole number, else plain bytes. */
export function memoryQuantity(size: Size): string {
  const bytes = sizeBytes(size);
  for (const [suffix, unit] of [
    ['Gi', 2 ** 30],
    ['Mi', 2 ** 20],
    ['Ki', 2 ** 10],
  ] as const) {
    if (bytes % unit === 0) return `${bytes / unit}${suffix}`;
  }
  return String(bytes);
}

export function resourceRequirements(resources: ContainerResources): k8s.ResourceRequirements {
  const quantities = (bound: 'request' | 'limit') => ({
    cpu: k8s.Quantity.fromString(resources.cpu[bound].amount),
    memory: k8s.Quantity.fromString(memoryQuantity(resources.memory[bound])),
    ...(resources.gpus === undefined ? {} : { [GPU_RESOURCE]: k8s.Quantity.fromString(String(resources.gpus)) }),
  });
  return { requests: quantities('request'), limits: quantities('limit') };
}
