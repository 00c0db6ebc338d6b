import type { Lab } from '../../contract';
import {
  nearest,
  quantizationSeconds,
  paritySeconds,
  scenarioSeconds,
  servingSeconds,
  toolsSeconds,
  UserError,
  type Benchmark,
} from '../../contract';
import type { Step } from '../progress';

/** Benchmarks of the lab that a run measures: all, or those named by `--only` (`load/fastapi`, or a group: `load`). */
export function selectBenchmarks(lab: Lab, only: readonly string[]): string[] {
  const names = Object.keys(lab.benchmarks);
  const groups = [...new Set(names.map((name) => name.split('/')[0] ?? name))];
  for (const word of only.filter((one) => !names.includes(one) && !groups.includes(one))) {
    const meant = nearest(word, [...names, ...groups]);
    throw new UserError({
      where: `benchmark ${word}`,
      problem: 'is not in this profile.',
      fix: meant === undefined ? `Benchmarks: ${names.join(', ') || 'none'}.` : `Did you mean ${meant}?`,
      exit: 'usage',
    });
  }
  return only.length === 0 ? names : names.filter((name) => only.includes(name) || only.includes(name.split('/')[0] ?? name));
}

/** First guess of a benchmark's length from its own settings; later runs use what was measured. */
export function estimateSeconds(lab: Lab, benchmark: Benchmark): number {
  const scenario = 'scenario' in benchmark ? lab.scenarios[benchmark.scenario] : undefined;
  const scenarioLength = scenario === undefined ? 0 : scenarioSeconds(scenario);
  switch (benchmark.kind) {
    case 'load':
      return (
        benchmark.warmupSeconds +
        scenarioLength +
        benchmark.saturationSeconds +
        benchmark.sloSteps * (benchmark.sloStepSeconds + 1)
      );
    case 'queue':
      return scenarioLength + benchmark.jobs / 20;
    case 'accuracy':
      return 40;
    case 'autoscaling':
      return benchmark.idleSeconds + scenarioLength + benchmark.settleSeconds;
    case 'tools':
      return toolsSeconds(benchmark, scenarioLength);
    case 'serving':
      return servingSeconds(benchmark);
    case 'parity':
      return paritySeconds(benchmark);
    case 'quantization':
      return quantizationSeconds(benchmark);
  }
}

export const SETUP_STEPS: readonly Step[] = [
  { id: 'python', title: 'Python environment', estimateSeconds: 45 },
  { id: 'model', title: 'model artifact', estimateSeconds: 20 },
];

export const benchmarkStepId = (name: string): string => `benchmark ${name}`;

export function labSteps(lab: Lab, benchmarks: readonly string[]): Step[] {
  return [
    ...SETUP_STEPS,
    { id: 'services', title: 'starting the services from their manifests', estimateSeconds: 12 },
    ...benchmarks.map((name) => {
      const benchmark = lab.benchmarks[name];
      return {
        id: benchmarkStepId(name),
        title: `benchmark ${name}`,
        estimateSeconds: benchmark === undefined ? 0 : estimateSeconds(lab, benchmark),
      };
    }),
    { id: 'stop', title: 'stopping the services, writing the report', estimateSeconds: 3 },
  ];
}
