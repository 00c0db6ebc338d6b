import { documentSchema, readApps, UserError, type BenchmarkResult, type Run } from '../contract';
import { synthLab } from '../charts-src';
import { assumedProfile, sideModelOf } from '../scaling/diff/simulated';
import { readManifests, scaledPods, type ScaledPods } from '../scaling/manifests';
import { measuredRun, type MeasuredModel, type MeasuredRun } from '../scaling/simulate';
import { REPO } from './paths';
import { readDocument } from './read-document';
import { readLab } from './session/config';

/** A measured run and what ran in it. */
export interface Measured {
  readonly run: MeasuredRun;
  readonly model: MeasuredModel;
  readonly cautions: readonly string[];
}

/**
 * The autoscaling results of a run of this lab, each with its workload and autoscaler as today's lab.yaml and the run's profile say.
 *
 * @throws UserError when the file is no run, or has no such result
 */
export function readMeasured(file: string, labFile: string): Measured[] {
  const { profile, results } = readRun(file);
  const scaling = results.filter(({ kind }) => kind === 'autoscaling');
  if (scaling.length === 0) {
    throw new UserError({
      where: file,
      problem: 'holds no result of an autoscaling benchmark.',
      fix: 'Make one: ./lab up --profile hpa (or knative, keda)',
      exit: 'config',
    });
  }
  const loaded = readLab({ file: labFile, profile });
  const images = Object.fromEntries(readApps(REPO).map(({ name }) => [name, `ml-scaling-lab/${name}:measured`]));
  const manifests = readManifests(synthLab({ ...loaded, images }).map(({ name, yaml }) => ({ file: name, text: yaml })));
  return scaling.map((result) => {
    const run = measuredRun(file, result);
    const model = sideModelOf(scaledOf(run, scaledPods(manifests)), manifests, assumedProfile());
    if (typeof model === 'string')
      throw new UserError({ where: `${file}  ${run.name}`, problem: `cannot be simulated: ${model}.`, exit: 'config' });
    const hasChanged = result.subject.configHash !== loaded.configHash;
    return {
      run,
      model,
      cautions: hasChanged ? ['lab.yaml, or the version of the lab, is another one than that of the run'] : [],
    };
  });
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
    exit: 'config',
  });
}

/** The pods of a service that something scales: those of its own name, or of a part of it such as queue-worker. */
function scaledOf({ service, name }: MeasuredRun, all: readonly ScaledPods[]): ScaledPods {
  const found = all.find(({ maker, scaler, hpa, kpa }) => {
    const isScaled = scaler !== maker || hpa !== undefined || kpa !== undefined;
    return isScaled && (maker.name === service || maker.name.startsWith(`${service}-`));
  });
  if (found !== undefined) return found;
  throw new UserError({ where: name, problem: `nothing scales ${service} in the lab's manifests of today.`, exit: 'config' });
}
