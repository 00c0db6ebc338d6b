import type { Command } from 'commander';
import { jsonText, UserError } from '../../contract';
import { renderEnsemble, renderMeasured, renderRecorded } from '../../report/scaling/simulate';
import {
  compareMeasured,
  compareRecorded,
  type Ensemble,
  type MeasuredReport,
  parseRecording,
  parseScenario,
  parseSimulation,
  SERIES_NAMES,
  simulateMany,
  type SimulationFile,
  type Threads,
} from '../../scaling/simulate';
import { LAB_YAML } from '../paths';
import { withAssumptions, withServer } from '../../scaling/diff/simulated';
import { ASSUME_FLAG, ASSUME_HELP, assumptionsOf } from '../assumptions';
import { readDocument } from '../files';
import { checkoutNeeded } from '../needs-checkout';
import { wholeNumber } from '../numbers';
import { simulationThreads } from '../simulation/threads';

interface Options {
  readonly scenario?: string;
  readonly config?: string;
  readonly recorded?: string;
  readonly measured?: readonly string[];
  readonly calibrate?: readonly string[];
  readonly lab: string;
  readonly seeds: string;
  readonly assume?: string;
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  ./lab simulate docs/examples/rollouts/surge-becomes-the-count.yaml
  ./lab simulate --scenario scenario.yaml --config simulation.yaml --seeds 30
  ./lab simulate --recorded tests/conformance/recorded/hpa-step.json
  ./lab simulate --measured results/latest/results.json`;

export function addSimulate(program: Command): void {
  program
    .command('simulate')
    .argument('[file]', 'a simulation with its scenario in one file, YAML or JSON')
    .option('--scenario <file>', 'load: phases as in lab.yaml, YAML or JSON')
    .option('--config <file>', 'workload and autoscaler, YAML or JSON')
    .option('--recorded <file>', 'a recording of a real cluster: calibrate on its first phase, predict the rest, compare')
    .option('--measured <file...>', 'results.json of ./lab up --profile hpa, knative or keda: predict the same run, compare')
    .option(
      '--calibrate <file...>',
      'results.json with a load or queue benchmark of the service, where the first phase is silent',
    )
    .option('--lab <file>', 'lab.yaml of the measured runs', LAB_YAML)
    .option('--seeds <count>', 'how many runs, each with other random numbers', '30')
    .option(ASSUME_FLAG, ASSUME_HELP)
    .option('--json', 'print JSON')
    .description('predict what an autoscaled workload does under a load, with the exact controllers')
    .addHelpText('after', EXAMPLES)
    .action(async (file: string | undefined, options: Options) => {
      const count = wholeNumber('--seeds', options.seeds, { from: 1, to: 10_000 });
      const seeds = Array.from({ length: count }, (_, index) => index + 1);
      if (options.recorded !== undefined) {
        const report = await compareRecorded(
          parseRecording(options.recorded, readDocument(options.recorded)),
          seeds,
          simulationThreads,
        );
        process.stdout.write(options.json ? jsonText(report) : renderRecorded(report));
        return;
      }
      if (options.measured !== undefined) {
        const reports = await measuredReports(options.measured, options, { seeds, threads: simulationThreads });
        process.stdout.write(options.json ? jsonText({ scenarios: reports }) : reports.map(renderMeasured).join('\n'));
        return;
      }
      const { config, kubernetesVersion } = readSimulation(file, options);
      const ensemble = await simulateMany(config, seeds, { threads: simulationThreads });
      process.stdout.write(
        options.json ? jsonText({ kubernetesVersion, ...asJson(ensemble) }) : renderEnsemble(ensemble, kubernetesVersion),
      );
    });
}

function readSimulation(file: string | undefined, { config = file, scenario, assume }: Options): SimulationFile {
  if (config === undefined) throw nothingToDo();
  const given = scenario === undefined ? undefined : parseScenario(scenario, readDocument(scenario));
  const read = parseSimulation(config, readDocument(config), given);
  const assumed = assumptionsOf(assume);
  const { workload, load } = read.config;
  const timeout = assumed.timeoutSeconds === undefined ? {} : { timeoutMs: 1000 * assumed.timeoutSeconds };
  return {
    ...read,
    config: {
      ...read.config,
      workload: withServer(withAssumptions(workload, assumed), assumed),
      load: load.kind === 'scenario' ? { ...load, scenario: { ...load.scenario, ...timeout } } : load,
    },
  };
}

async function measuredReports(
  files: readonly string[],
  { calibrate = [], lab }: Options,
  runs: { readonly seeds: readonly number[]; readonly threads: Threads },
): Promise<MeasuredReport[]> {
  // Only this needs what makes the lab's manifests, which the npm package does not hold.
  const { readMeasured, readResults } = await import('../measured').catch((error: unknown) => {
    throw (error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND' ? checkoutNeeded('simulate --measured') : error;
  });
  const elsewhere = [...calibrate, ...files].flatMap(readResults);
  const reports: MeasuredReport[] = [];
  for (const { run, model, cautions } of files.flatMap((file) => readMeasured(file, lab))) {
    const report = await compareMeasured(run, model, { elsewhere, ...runs });
    reports.push({ ...report, cautions: [...cautions, ...report.cautions] });
  }
  return reports;
}

function nothingToDo(): UserError {
  return new UserError({
    where: 'lab simulate',
    problem: 'needs a file, or --scenario and --config, or --recorded, or --measured.',
    fix: './lab simulate --help shows all four.',
    code: 'flag-missing',
  });
}

function asJson({ totals, series, runs }: Ensemble): object {
  const columns = SERIES_NAMES.map((name) => {
    const { median, low, high } = series[name];
    return [name, { median: Array.from(median), low: Array.from(low), high: Array.from(high) }] as const;
  });
  const deploys = runs.map((run) => ({ seed: run.seed, deploys: run.deploys }));
  return {
    seeds: runs.length,
    seconds: runs[0]?.seconds ?? 0,
    stepSeconds: runs[0]?.stepSeconds ?? 1,
    totals,
    deploys,
    series: Object.fromEntries(columns),
  };
}
