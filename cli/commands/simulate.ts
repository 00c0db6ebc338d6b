import { join } from 'node:path';
import type { Command } from 'commander';
import { UserError } from '../../contract';
import {
  type Band,
  compareMeasured,
  compareRecorded,
  type Comparison,
  type Ensemble,
  type MeasuredReport,
  parseRecording,
  parseScenario,
  parseSimulation,
  type RecordedReport,
  SERIES_NAMES,
  simulateMany,
  type Threads,
} from '../../scaling/simulate';
import { readMeasured, readResults } from '../measured';
import { REPO } from '../paths';
import { readDocument } from '../read-document';
import { seedCount } from '../seed-count';
import { simulationThreads } from '../simulation/threads';

interface Options {
  readonly scenario?: string;
  readonly config?: string;
  readonly recorded?: string;
  readonly measured?: readonly string[];
  readonly calibrate?: readonly string[];
  readonly lab: string;
  readonly seeds: string;
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  ./lab simulate --scenario scenario.yaml --config simulation.yaml --seeds 30
  ./lab simulate --recorded tests/conformance/recorded/hpa-step.json
  ./lab simulate --measured results/latest/results.json`;

export function addSimulate(program: Command): void {
  program
    .command('simulate')
    .option('--scenario <file>', 'load: phases as in lab.yaml, YAML or JSON')
    .option('--config <file>', 'workload and autoscaler, YAML or JSON')
    .option('--recorded <file>', 'a recording of a real cluster: calibrate on its first phase, predict the rest, compare')
    .option('--measured <file...>', 'results.json of ./lab up --profile hpa, knative or keda: predict the same run, compare')
    .option(
      '--calibrate <file...>',
      'results.json with a load or queue benchmark of the service, where the first phase is silent',
    )
    .option('--lab <file>', 'lab.yaml of the measured runs', join(REPO, 'lab.yaml'))
    .option('--seeds <count>', 'how many runs with other chance', '30')
    .option('--json', 'print JSON')
    .description('predict what an autoscaled workload does under a load, with the exact controllers')
    .addHelpText('after', EXAMPLES)
    .action(async (options: Options) => {
      const seeds = Array.from({ length: seedCount(options.seeds) }, (_, index) => index + 1);
      const threads = simulationThreads;
      if (options.recorded !== undefined) {
        const report = await compareRecorded(parseRecording(options.recorded, readDocument(options.recorded)), seeds, threads);
        console.log(options.json ? JSON.stringify(report, null, 2) : recordedText(report));
        return;
      }
      if (options.measured !== undefined) {
        const reports = await measuredReports(options.measured, options, { seeds, threads });
        console.log(options.json ? JSON.stringify({ scenarios: reports }, null, 2) : reports.map(measuredText).join('\n\n'));
        return;
      }
      if (options.scenario === undefined || options.config === undefined) throw nothingToDo();
      const scenario = parseScenario(options.scenario, readDocument(options.scenario));
      const config = parseSimulation(options.config, readDocument(options.config), scenario);
      const ensemble = await simulateMany(config, seeds, { threads });
      console.log(options.json ? JSON.stringify(asJson(ensemble), null, 2) : ensembleText(ensemble));
    });
}

async function measuredReports(
  files: readonly string[],
  { calibrate = [], lab }: Options,
  runs: { readonly seeds: readonly number[]; readonly threads: Threads },
): Promise<MeasuredReport[]> {
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
    problem: 'needs --scenario and --config, or --recorded, or --measured.',
    fix: './lab simulate --help shows all three.',
    exit: 'usage',
  });
}

function recordedText(report: RecordedReport): string {
  return [
    `${report.name}: ${report.seeds} runs against ${report.comparedSeconds} recorded seconds`,
    'Calibrated on the first phase:',
    ...report.calibration.map((fact) => `  ${fact}`),
    ...comparisonLines('recorded', report),
  ].join('\n');
}

function measuredText(report: MeasuredReport): string {
  return [
    `${report.name}: ${report.seeds} simulated runs against ${report.comparedSeconds} measured seconds`,
    'Calibrated on:',
    ...report.calibration.map((fact) => `  ${fact}`),
    ...report.cautions.map((caution) => `Caution, ${caution}`),
    ...comparisonLines('measured', report),
  ].join('\n');
}

function comparisonLines(what: string, report: Comparison): string[] {
  const { recorded, simulated } = report;
  const line = (name: string, was: string, predicted: string, error: string): string =>
    `  ${name.padEnd(24)}${was.padStart(12)}${predicted.padStart(12)}${error.padStart(16)}`;
  return [
    line('', what, 'predicted', 'error'),
    line('replicas, MAE', '', '', report.replicasMae.toFixed(2)),
    line(
      `time to ${recorded.maxReplicas} replicas`,
      `${recorded.timeToMaxSeconds} s`,
      `${simulated.timeToMaxSeconds} s`,
      `${report.timeToMaxErrorSeconds} s`,
    ),
    line('p95', ms(recorded.p95Ms), ms(simulated.p95Ms), `${Math.round(report.p95ErrorPercent)} %`),
    line('failure rate', percent(recorded.failureRate), percent(simulated.failureRate), percent(report.failureRateError)),
  ];
}

function ensembleText({ totals, runs }: Ensemble): string {
  const line = (name: string, band: Band, format: (value: number) => string): string =>
    `  ${name.padEnd(24)}${format(band.median).padStart(12)}   ${format(band.low)} to ${format(band.high)}`;
  const plain = (digits: number) => (value: number) => value.toFixed(digits);
  return [
    `${runs.length} runs of ${runs[0]?.seconds ?? 0} s: median, and 5 % to 95 % of the runs`,
    line('requests', totals.sent, plain(0)),
    line('p50', totals.p50Ms, ms),
    line('p95', totals.p95Ms, ms),
    line('p99', totals.p99Ms, ms),
    line('timed out or refused', totals.failureRate, percent),
    line('above the SLO', totals.sloMissRate, percent),
    line('most replicas', totals.peakReplicas, plain(0)),
    line('pod hours', totals.podHours, plain(3)),
    line('cost per 1000 requests', totals.costPer1000Usd, (value) => `$${value.toFixed(5)}`),
  ].join('\n');
}

function asJson({ totals, series, runs }: Ensemble): object {
  const columns = SERIES_NAMES.map((name) => {
    const { median, low, high } = series[name];
    return [name, { median: Array.from(median), low: Array.from(low), high: Array.from(high) }] as const;
  });
  return { seeds: runs.length, seconds: runs[0]?.seconds ?? 0, totals, series: Object.fromEntries(columns) };
}

function ms(value: number): string {
  return `${value.toFixed(value < 100 ? 1 : 0)} ms`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
