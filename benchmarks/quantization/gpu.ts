import { spawnSync } from 'node:child_process';

export const NO_GPU = 'no GPU';

/** `NVIDIA T4, 12 % busy, 403 MiB` of the first GPU, or `no GPU`. Variants here run on the CPU either way. */
export function gpuText(query: () => string | undefined = nvidiaSmi): string {
  const [name, utilization, memory] =
    (query() ?? '')
      .split('\n')[0]
      ?.split(',')
      .map((part) => part.trim()) ?? [];
  if (name === undefined || name === '' || utilization === undefined || memory === undefined) return NO_GPU;
  return `${name}, ${utilization} % busy, ${memory} MiB`;
}

function nvidiaSmi(): string | undefined {
  const answer = spawnSync('nvidia-smi', ['--query-gpu=name,utilization.gpu,memory.used', '--format=csv,noheader,nounits'], {
    encoding: 'utf8',
  });
  return answer.status === 0 ? answer.stdout : undefined;
}
