import { isDeepStrictEqual } from 'node:util';
import type { BenchmarkResult, Environment } from '../../../contract/result';
import type { Scenario } from '../../../contract/scenario';

/**
 * Why two results of autoscaling benchmarks do not answer the same question, in words; undefined when they do: the same load on the
 * same model, scaled by the same settings, on the same kind of machine. The engine does not matter.
 *
 * @param other the one that the words are about
 */
export function whyNotComparable(one: BenchmarkResult, other: BenchmarkResult): string | undefined {
  if (!isDeepStrictEqual(loadOf(one), loadOf(other))) return 'another load';
  if (one.subject.modelVariant !== other.subject.modelVariant) return `another model: ${other.subject.modelVariant ?? 'unknown'}`;
  if (machineOf(one.environment) !== machineOf(other.environment)) return `another machine: ${machineOf(other.environment)}`;
  const [mine, theirs] = [one.subject.scaling, other.subject.scaling];
  if (mine === undefined || theirs === undefined)
    return 'the result does not say what scaled the pods: it is of an older version';
  const [first] = differences(mine, theirs, '');
  return first === undefined ? undefined : `other settings: ${first}`;
}

/** Names of phases are for charts. */
function loadOf({ scenario }: BenchmarkResult): Scenario | null {
  return scenario && { ...scenario, phases: scenario.phases.map((phase) => ({ ...phase, name: undefined })) };
}

function machineOf({ cpuModel, logicalCpus, isaFlags }: Environment): string {
  return [cpuModel, `${logicalCpus} CPUs`, ...isaFlags].join(' ');
}

/** Leaves that differ: `autoscaling.hpa.maxReplicas is 5, here 4`. */
function differences(mine: unknown, theirs: unknown, path: string): string[] {
  if (isDeepStrictEqual(mine, theirs)) return [];
  if (!isTree(mine) || !isTree(theirs)) return [`${path} is ${leafText(theirs)}, here ${leafText(mine)}`];
  const keys = [...new Set([...Object.keys(mine), ...Object.keys(theirs)])];
  return keys.flatMap((key) => differences(mine[key], theirs[key], path === '' ? key : `${path}.${key}`));
}

function isTree(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function leafText(value: unknown): string {
  return value === undefined ? 'not set' : JSON.stringify(value);
}
