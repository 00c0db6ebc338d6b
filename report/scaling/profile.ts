import { plain } from '../../contract';
import { residualWords, signed, type ProfileReport, type Residual } from '../../scaling/profile';
import { meanServiceMs, serviceQuantileMs } from '../../scaling/simulate';
import { alignedRows } from '../terminal/layout';
import { millisecondsText as ms } from '../text/number';

/** The profile, and the error of its replay, for a terminal. */
export function renderProfile({ scenario, profile, summary }: ProfileReport): string {
  const { source, serviceTime, cpuMsPerRequest, idleCpuMillis, overheadMs } = profile;
  const fact = (name: string, text: string): string => `${name.padEnd(10)} ${text}`;
  const service = [
    `${ms(serviceQuantileMs(serviceTime, 0.5))} in the median, ${ms(serviceQuantileMs(serviceTime, 0.95))} at the 95th percentile`,
    `${ms(meanServiceMs(serviceTime))} on average`,
    ...(overheadMs > 0 ? [`${ms(overheadMs)} around it`] : []),
  ];
  const cpu =
    cpuMsPerRequest === null
      ? 'not known'
      : `${ms(cpuMsPerRequest)} per request, ${idleCpuMillis.toFixed(0)}m per idle pod` +
        (summary.explained === undefined ? '' : `; explains ${(100 * summary.explained).toFixed(0)} % of how CPU varies`);
  return (
    [
      `${source.name} by ${source.prometheus}, ${source.from} to ${source.to}: ${summary.steps} steps of ${source.stepSeconds} s, scraped every ${source.scrapeSeconds} s`,
      '',
      fact(
        'Load',
        `${rate(summary.leastRps)} to ${rate(summary.mostRps)} requests per second, ${source.requests} in all; ${scenario.phases.length === 1 ? 'one phase' : `${scenario.phases.length} phases`}`,
      ),
      fact('Service', service.join('; ')),
      fact('CPU', cpu),
      fact('Replicas', summary.replicas === undefined ? 'not known' : rangeText(summary.replicas)),
      ...profile.cautions.map((caution) => fact('Caution', `${caution}.`)),
      '',
      ...(profile.residual === null ? notReplayed(summary.notReplayed) : residualLines(profile.residual)),
      '',
    ]
      // A name may begin with spaces too, so that nothing passes for its indentation.
      .map((line) => `${/^ */.exec(line)?.[0] ?? ''}${plain(line)}`)
      .join('\n')
  );
}

function rangeText({ fewest, most }: { readonly fewest: number; readonly most: number }): string {
  return fewest === most ? String(most) : `${fewest} to ${most}`;
}

function notReplayed(reason: string | undefined): string[] {
  return reason === undefined
    ? ['The expected error is not known: give --manifests, what runs the pods now, and the range is replayed under it.']
    : [`The range cannot be replayed: ${reason}.`];
}

function residualLines(residual: Residual): string[] {
  const { measured, replayed, replicasMae, p95ErrorPercent, seeds, scaler } = residual;
  const row = (name: string, was: number | null, is: number | null, format: (value: number) => string, error = ''): string[] => [
    name,
    ...[was, is].map((value) => (value === null ? 'not known' : format(value))),
    error,
  ];
  const rows = [
    ['', 'measured', 'replayed', 'error'],
    ['replicas, MAE', '', '', replicasMae === null ? 'not known' : replicasMae.toFixed(2)],
    row('most replicas', measured.mostReplicas, replayed.mostReplicas, (value) => value.toFixed(0)),
    row('p50', measured.p50Ms, replayed.p50Ms, ms),
    row('p95', measured.p95Ms, replayed.p95Ms, ms, p95ErrorPercent === null ? '' : `${signed(p95ErrorPercent)} %`),
    row('failed', measured.failureRate, replayed.failureRate, (value) => `${(100 * value).toFixed(2)} %`),
    row('CPU, cores', measured.cores, replayed.cores, (value) => value.toFixed(2)),
  ];
  const columns = ['', 'measured', 'replayed', 'error'].map((title, index) => ({ title, isNumeric: index > 0 }));
  return [
    `Replayed under ${scaler} as it is now, ${seeds} runs:`,
    ...alignedRows(rows, columns).map((line) => `  ${line}`),
    `Expect predictions from this profile to be off by about as much: ${residualWords(residual)}.`,
  ];
}

function rate(value: number): string {
  return String(Number(value.toPrecision(3)));
}
