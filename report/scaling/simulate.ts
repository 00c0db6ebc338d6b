import type { Band, Comparison, Ensemble, MeasuredReport, RecordedReport } from '../../scaling/simulate';
import { list, paragraph, table, type Table } from '../model/block';
import { terminalBlocks } from '../terminal/from-blocks';
import { deployBlocks } from './deploys';
import { versionNote } from './version';
import { millisecondsText as ms } from '../text/number';

/** The error of a prediction for a recorded cluster, for a terminal. */
export function renderRecorded(report: RecordedReport): string {
  return terminalBlocks([
    paragraph(`${report.name}: ${report.seeds} runs against ${report.comparedSeconds} recorded seconds`),
    list('Calibrated on the first phase:', report.calibration),
    comparisonTable('recorded', report),
  ]);
}

export function renderMeasured(report: MeasuredReport): string {
  return terminalBlocks([
    paragraph(`${report.name}: ${report.seeds} simulated runs against ${report.comparedSeconds} measured seconds`),
    list('Calibrated on:', report.calibration),
    list('Caution:', report.cautions),
    comparisonTable('measured', report),
  ]);
}

function comparisonTable(what: string, report: Comparison): Table {
  const { recorded, simulated } = report;
  return table(
    'Compared:',
    ['', what, 'predicted', 'error'],
    [
      ['replicas, MAE', '', '', report.replicasMae.toFixed(2)],
      [
        `time to ${recorded.maxReplicas} replicas`,
        `${recorded.timeToMaxSeconds} s`,
        `${simulated.timeToMaxSeconds} s`,
        `${report.timeToMaxErrorSeconds} s`,
      ],
      ['p95', ms(recorded.p95Ms), ms(simulated.p95Ms), `${Math.round(report.p95ErrorPercent)} %`],
      ['failure rate', percent(recorded.failureRate), percent(simulated.failureRate), percent(report.failureRateError)],
    ],
  );
}

/** Medians and ranges over many runs. */
export function renderEnsemble({ totals, runs }: Ensemble, kubernetesVersion: string): string {
  const fixed = (digits: number) => (value: number) => value.toFixed(digits);
  const row = (name: string, { median, low, high }: Band, format: (value: number) => string): string[] => [
    name,
    format(median),
    `${format(low)} to ${format(high)}`,
  ];
  return terminalBlocks([
    paragraph(`${runs.length} runs of ${runs[0]?.seconds ?? 0} s`),
    table(
      '',
      ['', 'median', { title: '5 % to 95 % of the runs' }],
      [
        row('requests', totals.sent, fixed(0)),
        row('p50', totals.p50Ms, ms),
        row('p95', totals.p95Ms, ms),
        row('p99', totals.p99Ms, ms),
        row('timed out or refused', totals.failureRate, percent),
        row('above the SLO', totals.sloMissRate, percent),
        row('most replicas', totals.peakReplicas, fixed(0)),
        row('pod hours', totals.podHours, fixed(3)),
        row('cost per 1000 requests', totals.costPer1000Usd, (value) => `$${value.toFixed(5)}`),
      ],
    ),
    ...deployBlocks(runs),
    paragraph(versionNote(kubernetesVersion), 'aside'),
  ]);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
