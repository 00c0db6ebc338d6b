import { Option, type Command } from 'commander';
import { stringify } from 'yaml';
import { jsonText, UserError } from '../../contract';
import { readManifests } from '../../scaling/manifests';
import { readPath } from '../manifests/read-path';
import { renderProfile } from '../../report/scaling/profile';
import { makeProfile, PRESETS, type LatencyUnit, type ProfileReport } from '../../scaling/profile';
import { durationSeconds, momentSeconds } from '../durations';
import { writeOut } from '../files';
import { wholeNumber } from '../numbers';
import { PrometheusClient } from '../prometheus/client';
import { headersOf } from '../prometheus/headers';
import { simulationThreads } from '../simulation/threads';

interface Options {
  readonly prometheus: string;
  readonly header: readonly string[];
  readonly bearerTokenFile?: string;
  readonly preset: string;
  readonly name: string;
  readonly namespace: string;
  readonly select?: string;
  readonly rpsQuery?: string;
  readonly errorsQuery?: string;
  readonly latencyQuery?: string;
  readonly latencyUnit?: LatencyUnit;
  readonly cpuQuery?: string;
  readonly replicasQuery?: string;
  readonly from?: string;
  readonly to: string;
  readonly last: string;
  readonly step?: string;
  readonly clientTimeout: string;
  readonly queryTimeout: string;
  readonly manifests?: string;
  readonly workload?: string;
  readonly seeds: string;
  readonly out: string;
  readonly json?: true;
}

const DAY_SECONDS = 86_400;

const EXAMPLES = `
Presets: ${Object.entries(PRESETS)
  .map(([name, { of }]) => `${name}: ${of}`)
  .join('\n         ')}

Examples:
  ./lab profile --prometheus http://127.0.0.1:9090 --preset istio --namespace shop --name api --last 6h --manifests rendered/
  ./lab profile --prometheus http://127.0.0.1:9090 --name api --rps-query 'sum(rate(http_requests_total{app="api"}[$window]))' \\
    --latency-query 'sum by (le) (rate(http_request_duration_seconds_bucket{app="api"}[$window]))'`;

export function addProfile(program: Command): void {
  program
    .command('profile')
    .requiredOption('--prometheus <url>', 'address below which /api/v1/query is')
    .requiredOption('--name <name>', 'what the metrics call the workload: Deployment, Ingress or job, by preset')
    .option('--namespace <namespace>', 'where its pods are', 'default')
    .option('--preset <preset>', `whose metrics: ${Object.keys(PRESETS).join(', ')}`, 'lab')
    .option('--select <matchers>', 'more label matchers for the request metrics, e.g. \'route="/v1/predict"\'')
    .option('--rps-query <promql>', 'own query: requests per second; $window is the rate window')
    .option('--errors-query <promql>', 'own query: failed requests per second')
    .option('--latency-query <promql>', 'own query: latency histogram as rates by le')
    .addOption(new Option('--latency-unit <unit>', 'of its buckets (own query: s)').choices(['s', 'ms']))
    .option('--cpu-query <promql>', 'own query: CPU of all pods, cores')
    .option('--replicas-query <promql>', 'own query: number of pods')
    .option('--from <moment>', 'begin of the range: 2026-11-24T10:00:00Z or Unix seconds (default: --last before its end)')
    .option('--to <moment>', 'end of the range', 'now')
    .option('--last <time>', 'length of the range, without --from', '1h')
    .option('--step <time>', 'resolution (default: as fine as the scrapes allow, at most 240 steps)')
    .option('--client-timeout <time>', 'after which clients give up; metrics do not show it', '10s')
    .option('--manifests <path>', 'what runs the pods now: replays the range under it, which gives the expected error')
    .option('--workload <name>', 'its name in the manifests, if that differs')
    .option('--seeds <count>', 'how many replays', '10')
    .option('--header <header...>', "sent with every query: 'Authorization: Bearer …'", [])
    .option('--bearer-token-file <file>', 'holds a token to send with every query')
    .option('--query-timeout <time>', 'for one query', '60s')
    .option('--out <folder>', 'for scenario.yaml, profile.json and simulation.yaml', 'profile')
    .option('--json', 'print JSON')
    .description(
      'turn a range of real metrics into a scenario and a service-time profile, with the error to expect of predictions',
    )
    .addHelpText('after', EXAMPLES)
    .action(async (options: Options) => {
      const api = new PrometheusClient(options.prometheus, {
        headers: headersOf(options),
        timeoutMs: 1000 * durationSeconds('--query-timeout', options.queryTimeout),
      });
      const report = await makeProfile(api, requestOf(options, api.url));
      const files = writeFiles(options.out, report);
      process.stdout.write(options.json ? jsonText({ ...report, files }) : `${renderProfile(report)}${nextSteps(files)}\n`);
    });
}

function requestOf(options: Options, prometheus: string): Parameters<typeof makeProfile>[1] {
  const { name, namespace, select, manifests, workload } = options;
  const toSeconds = Math.floor(momentSeconds('--to', options.to, Date.now() / 1000));
  const fromSeconds =
    options.from === undefined
      ? toSeconds - durationSeconds('--last', options.last)
      : Math.floor(momentSeconds('--from', options.from, Date.now() / 1000));
  if (fromSeconds >= toSeconds)
    throw new UserError({
      where: `--from ${options.from ?? ''}`,
      problem: `is not before the end of the range, --to ${options.to}.`,
      code: 'flag-wrong',
    });
  if (toSeconds - fromSeconds > 7 * DAY_SECONDS)
    throw new UserError({
      where: `--from ${options.from ?? ''} --to ${options.to}`,
      problem: 'is longer than 7 days, which a scenario cannot hold in useful detail.',
      fix: 'Choose the day that matters.',
      code: 'flag-wrong',
    });
  return {
    prometheus,
    preset: options.preset,
    subject: { name, namespace, select },
    own: {
      rps: options.rpsQuery,
      errors: options.errorsQuery,
      latency: options.latencyQuery,
      latencyUnit: options.latencyUnit,
      cpu: options.cpuQuery,
      replicas: options.replicasQuery,
    },
    fromSeconds,
    toSeconds,
    stepSeconds: options.step === undefined ? undefined : durationSeconds('--step', options.step),
    timeoutMs: 1000 * durationSeconds('--client-timeout', options.clientTimeout),
    manifests:
      manifests === undefined
        ? undefined
        : { read: readManifests(readPath(manifests)), where: manifests, name: workload ?? name },
    seeds: wholeNumber('--seeds', options.seeds, { from: 1, to: 1000 }),
    threads: simulationThreads,
  };
}

function writeFiles(folder: string, { scenario, profile, simulation }: ProfileReport) {
  const files = writeOut(folder, {
    'scenario.yaml': stringify(scenario),
    'profile.json': `${JSON.stringify(profile, null, 2)}\n`,
    'simulation.yaml': simulation && stringify(simulation),
  });
  return { scenario: files['scenario.yaml'], profile: files['profile.json'], simulation: files['simulation.yaml'] };
}

function nextSteps({ scenario, profile, simulation }: ReturnType<typeof writeFiles>): string {
  return [
    '',
    `Written: ${[scenario, profile, simulation].filter((file) => file !== undefined).join(', ')}`,
    `Next: ./lab diff --base … --head … --scenario ${scenario} --service-times ${profile}`,
    ...(simulation === undefined ? [] : [`      ./lab simulate --scenario ${scenario} --config ${simulation}`]),
  ].join('\n');
}
