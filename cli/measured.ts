import { isDeepStrictEqual } from 'node:util';
import {
  documentSchema,
  readApps,
  readLab,
  UserError,
  type BenchmarkResult,
  type Environment,
  type LoadedLab,
  type Run,
} from '../contract';
import { jobInputOf, synthLab, type Images } from '../charts-src';
import { assumedProfile, ONE_PER_CORE, sideModelOf } from '../scaling/diff/simulated';
import { readManifests, scaledPods, type ScaledPods } from '../scaling/manifests';
import { measuredRun, type MeasuredModel, type MeasuredRun } from '../scaling/simulate';
import { REPO } from './paths';
import { readDocument } from './files';

/** A measured run and what ran in it. */
export interface Measured {
  readonly run: MeasuredRun;
  readonly model: MeasuredModel;
  readonly cautions: readonly string[];
}

/** The lab's servers infer one request per core at a time; what one costs, the run says. */
const LAB_SERVICE = { ...assumedProfile(), server: ONE_PER_CORE };

/** Where today's lab is described. */
interface LabToday {
  readonly labFile: string;
  /** Of the run. */
  readonly profile: string;
  /** What it ran on. */
  readonly engine: Environment['engine'];
}

/**
 * The autoscaling results of a run of this lab, each with its workload and autoscaler as today's lab.yaml and the run's profile say.
 *
 * @throws UserError when the file is no run, or has no such result, or cannot be simulated
 */
export function readMeasured(file: string, labFile: string): Measured[] {
  const { profile, results } = readRun(file);
  const engine = results[0]?.environment.engine ?? 'local';
  const scaling = results.filter(({ kind }) => kind === 'autoscaling');
  if (scaling.length === 0) {
    throw new UserError({
      where: file,
      problem: 'holds no result of an autoscaling benchmark.',
      fix: 'Make one: ./lab up --profile hpa (or knative, keda)',
      code: 'result-unfit',
    });
  }
  const read = measuredReader({ labFile, profile, engine });
  return scaling.map((result) => read(file, result));
}

/** Reads results by today's lab; the file is for messages only. The reader throws a UserError when a result cannot be simulated. */
export function measuredReader({ labFile, profile, engine }: LabToday): (file: string, result: BenchmarkResult) => Measured {
  const loaded = readLab({ root: REPO, file: labFile, profile });
  const images: Images = Object.fromEntries(readApps(REPO).map(({ name }) => [name, `ml-scaling-lab/${name}:measured`]));
  const manifests = readManifests(synthLab({ ...loaded, images, engine }).map(({ name, yaml }) => ({ file: name, text: yaml })));
  return (file, result) => {
    const run = measuredRun(file, result);
    const model = sideModelOf(scaledOf(run, scaledPods(manifests)), manifests, LAB_SERVICE);
    if (typeof model === 'string')
      throw new UserError({ where: `${file}  ${run.name}`, problem: `cannot be simulated: ${model}.`, code: 'not-modelled' });
    return { run, model, cautions: changesSince(result, { ...loaded, images, engine }) };
  };
}

/** The simulation is of today's lab: says so when the run was of another one. */
function changesSince(
  { name, subject }: BenchmarkResult,
  today: LoadedLab & { readonly images: Images; readonly engine: Environment['engine'] },
): string[] {
  const { scaling, service, configHash } = subject;
  if (scaling === undefined)
    return configHash === today.configHash ? [] : ['lab.yaml or the version of the lab has changed since the run'];
  const benchmark = today.lab.benchmarks[name];
  const target = benchmark && jobInputOf(name, benchmark, today).targets[service];
  const isSame =
    target !== undefined &&
    isDeepStrictEqual(target.autoscaling, scaling.autoscaling) &&
    target.cpuRequestMillis === scaling.cpuRequestMillis &&
    target.cpuLimitMillis === scaling.cpuLimitMillis;
  return isSame ? [] : [`lab.yaml scales ${service} by other settings today than in the run`];
}

/** Results that a prediction may be calibrated on. */
export function readResults(file: string): readonly BenchmarkResult[] {
  return readRun(file).results;
}

function readRun(file: string): Run {
  const parsed = documentSchema.safeParse(readDocument(file));
  if (parsed.success && parsed.data.kind === 'run') return parsed.data;
  throw new UserError({
    where: file,
    problem: 'is no run of the lab.',
    fix: 'Take results/<time>/results.json, which ./lab up writes.',
    code: 'result-wrong',
  });
}

/** The pods of a service that something scales: those of its own name, or of a part of it such as queue-worker. */
function scaledOf({ service, name }: MeasuredRun, all: readonly ScaledPods[]): ScaledPods {
  const found = all.find(({ maker, scaler, hpa, kpa }) => {
    const isScaled = scaler !== maker || hpa !== undefined || kpa !== undefined;
    return isScaled && (maker.name === service || maker.name.startsWith(`${service}-`));
  });
  if (found !== undefined) return found;
  throw new UserError({
    where: name,
    problem: `nothing scales ${service} in the lab's manifests of today.`,
    code: 'nothing-scales',
  });
}
