import { plannedSeconds, scenarioSeconds, type Benchmark, type Lab } from '../../contract';
import type { Step } from '../progress';

/** First guess of a benchmark's length from its own settings; later runs use what was measured. */
export function estimateSeconds(lab: Lab, benchmark: Benchmark): number {
  const scenario = 'scenario' in benchmark ? lab.scenarios[benchmark.scenario] : undefined;
  return plannedSeconds(benchmark, scenario === undefined ? 0 : scenarioSeconds(scenario));
}

export const SETUP_STEPS: readonly Step[] = [
  { id: 'python', title: 'Python environment', estimateSeconds: 45 },
  { id: 'model', title: 'model artifact', estimateSeconds: 20 },
];

export const APPLY_STEPS: readonly Step[] = [
  ...SETUP_STEPS,
  { id: 'rollout', title: 'rolling the changes out', estimateSeconds: 30 },
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
