import { join } from 'node:path';
import { measureUrl } from '../../benchmarks/url/measure-url';
import { plain, sloSchema, UserError, type BenchmarkResult, type Run } from '../../contract';
import { LocalCluster, requireLinux, type ServiceEndpoint } from '../../local';
import { announceStop } from '../interrupt';
import { readMapping, type Mapping } from '../own-manifests/mapping';
import { ownObjects } from '../own-manifests/objects';
import { LAB_DIR, POD_LOGS_DIR, REPO, RESULTS_DIR, RUN_DIR } from '../paths';
import { Progress } from '../progress';
import { reportDetached } from './detached';
import { exitCodeOf, terminalText, writeJson, writeRun } from './document';
import { READY_SECONDS, runDocument } from './session';
import { benchmarkStepId } from './steps';

export interface UpManifestsOptions {
  /** Folder or file of manifests. */
  readonly manifests: string;
  /** The mapping from images to commands. */
  readonly images?: string;
  readonly json?: string;
  readonly keep?: true;
  readonly failOnVerdict?: true;
}

/** Somebody's manifests as the lab: started on this machine, measured where the mapping says so, stopped. Returns the exit code. */
export async function upManifests(options: UpManifestsOptions, signal: AbortSignal): Promise<number> {
  announceStop(signal);
  requireLinux(process.platform);
  const mapping = readMapping(requiredImages(options));
  const { objects, notes } = ownObjects(options.manifests);
  const progress = new Progress(stepsOf(mapping), join(LAB_DIR, 'timings-manifests.json'), (line) => console.error(line));
  const now = (): Date => new Date();
  const startedAt = now();
  const cluster = await progress.run('services', async () => {
    for (const note of notes) progress.note(plain(note));
    const started = await LocalCluster.start({
      root: REPO,
      // Images of the lab itself would bring its commands with them: only what the mapping names runs.
      apps: [],
      images: mapping.images,
      modelDir: join(RUN_DIR, 'no-model'),
      runDir: RUN_DIR,
      logDir: POD_LOGS_DIR,
      signal,
      pythonPath: 'python3',
      redisServer: 'redis-server',
      log: (text) => progress.note(plain(text)),
    });
    try {
      await started.apply(objects);
      await started.waitReady({ timeoutSeconds: READY_SECONDS, signal });
    } catch (error) {
      await started.stop();
      throw error;
    }
    return started;
  });
  try {
    for (const { service, namespace, address, hostPort } of cluster.endpoints())
      progress.note(plain(`${namespace}/${service}: http://${address}:${hostPort}`));
    const results = await measured(mapping, cluster, progress, signal);
    const command = `./lab ${process.argv.slice(2).join(' ')}`.trim();
    const run = runDocument({ command, profile: 'manifests', now }, startedAt, results);
    const exitCode = await progress.run('stop', async () => {
      if (options.keep !== true) await cluster.stop();
      if (options.json !== undefined) writeJson(options.json, run);
      if (run.results.length + run.failures.length > 0) console.log(terminalText(run, await writeRun(run, RESULTS_DIR)));
      return exitCodeOf(run, options);
    });
    progress.save();
    if (options.keep === true) {
      console.log('The lab keeps running: ./lab status shows it, ./lab down stops it.');
      await reportDetached(exitCode, signal);
      await cluster.stop();
    }
    return exitCode;
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}

function requiredImages({ images, manifests }: UpManifestsOptions): string {
  if (images !== undefined) return images;
  throw new UserError({
    where: `--manifests ${manifests}`,
    problem: 'needs --images: a file that says which command runs here for each image.',
    fix: "Write images: { 'shop:1.2': { command: node server.js } } into images.yaml (docs/own-service.md).",
    code: 'flag-missing',
  });
}

function stepsOf({ measure }: Mapping) {
  return [
    { id: 'services', title: 'starting the services from their manifests', estimateSeconds: 10 },
    ...Object.keys(measure).map((name) => ({
      id: benchmarkStepId(name),
      title: `measuring ${plain(name)}`,
      estimateSeconds: 50,
    })),
    { id: 'stop', title: 'stopping the services, writing the report', estimateSeconds: 3 },
  ];
}

/** A pod that says nothing of readiness counts as ready before its process listens. */
const START_LIMIT_MS = 30_000;

async function measured(
  { measure }: Mapping,
  cluster: LocalCluster,
  progress: Progress,
  signal: AbortSignal,
): Promise<Pick<Run, 'results' | 'failures'>> {
  const results: BenchmarkResult[] = [];
  const failures: Run['failures'] = [];
  for (const [name, { request, scenario }] of Object.entries(measure)) {
    await progress.run(benchmarkStepId(name), async () => {
      signal.throwIfAborted();
      try {
        const { address, hostPort } = endpointOf(name, cluster.endpoints());
        const result = await measureUrl({
          origin: `http://${address}:${hostPort}`,
          request,
          slo: sloSchema.parse({}),
          timeoutMs: scenario?.timeoutMs ?? 10_000,
          ...(scenario === undefined ? {} : { scenario }),
          engine: 'local',
          startLimitMs: START_LIMIT_MS,
          print: (line) => progress.log(line),
        });
        results.push({
          ...result,
          name: `load/${name}`,
          title: `Load on ${name}`,
          subject: { ...result.subject, service: name },
        });
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        failures.push({ name, reason: error.message });
        progress.note(plain(`no result: ${error.message}`));
      }
    });
  }
  return { results, failures };
}

/** @throws UserError when the manifests have no such Service, or several */
function endpointOf(name: string, endpoints: readonly ServiceEndpoint[]): ServiceEndpoint {
  const [found, second] = endpoints.filter(({ service }) => service === name);
  if (found !== undefined && (second === undefined || second.namespace === found.namespace)) return found;
  throw new UserError({
    where: `measure.${name}`,
    problem:
      found === undefined ? 'no Service of that name is among the manifests.' : 'is the name of Services in several namespaces.',
    fix: `Services: ${endpoints.map(({ service, namespace }) => `${namespace}/${service}`).join(', ') || 'none'}.`,
    code: 'object-not-found',
  });
}
