import { createHash } from 'node:crypto';
import { JOB_INPUT_PATH, jobInputSchema, type JobInput, type KubernetesObject } from '../../contract';
import { BENCHMARK_LABEL } from '../../charts-src';

/** Set on the pods of a benchmark: another value means that another thing is measured, and the Job runs again. */
export const SUBJECT_ANNOTATION = 'ml-scaling-lab/subject';

/** The objects of one chart of the lab. */
export interface ChartObjects {
  readonly objects: readonly KubernetesObject[];
}

/** A benchmark as the charts made it, with all that its numbers depend on. */
export interface Subject {
  readonly job: KubernetesObject;
  readonly input: JobInput;
  /** First 12 hex digits of a SHA-256 over its settings, its program and the manifests of what it measures. */
  readonly hash: string;
}

interface JobTemplate {
  readonly metadata?: { readonly labels?: Readonly<Record<string, string>>; readonly annotations?: object };
  readonly spec: { readonly containers: readonly { readonly image?: string }[] };
}

const INPUT_KEY = JOB_INPUT_PATH.slice(JOB_INPUT_PATH.lastIndexOf('/') + 1);

/**
 * The benchmarks among charts, in the order they run. Two runs with the same hash measure the same thing; the hash of the
 * whole lab.yaml would change with every setting, and with it every benchmark would run again.
 *
 * @param runId a new value changes every hash
 */
export function subjectsOf(charts: readonly ChartObjects[], runId: string | undefined): Subject[] {
  return charts.flatMap(({ objects }) =>
    objects.filter(isBenchmarkJob).flatMap((job) => {
      const input = inputOf(job, objects);
      if (input === undefined) return [];
      const settings = { ...input, configHash: undefined };
      const measured = charts.filter((chart) => serves(chart, input)).flatMap((chart) => chart.objects);
      return [{ job, input, hash: hashOf([runId ?? null, settings, templateOf(job), measured]) }];
    }),
  );
}

/** The object with the subject's hash in place: on the pods of the Job, and as `configHash` in what they read. */
export function withSubject(object: KubernetesObject, subjects: readonly Subject[]): KubernetesObject {
  const subject = subjects.find(({ job }) => job.metadata.name === object.metadata.name);
  if (subject === undefined) return object;
  if (isBenchmarkJob(object)) return annotatedJob(object, subject.hash);
  return isInput(object) ? { ...object, data: { [INPUT_KEY]: textOf({ ...subject.input, configHash: subject.hash }) } } : object;
}

function isBenchmarkJob(object: KubernetesObject): boolean {
  return object.kind === 'Job' && templateOf(object).metadata?.labels?.[BENCHMARK_LABEL] === 'true';
}

function isInput(object: KubernetesObject): boolean {
  return object.kind === 'ConfigMap' && dataOf(object)[INPUT_KEY] !== undefined;
}

function inputOf(job: KubernetesObject, objects: readonly KubernetesObject[]): JobInput | undefined {
  const config = objects.find((other) => isInput(other) && other.metadata.name === job.metadata.name);
  const text = config === undefined ? undefined : dataOf(config)[INPUT_KEY];
  return text === undefined ? undefined : jobInputSchema.parse(JSON.parse(text));
}

/** Whether a chart makes pods that the benchmark measures. Benchmarks measure no other benchmark. */
function serves({ objects }: ChartObjects, { targets }: JobInput): boolean {
  const selectors = Object.values(targets).map(({ podSelector }) => podSelector);
  return objects.some((object) => {
    const labels = Object.entries(templateOf(object).metadata?.labels ?? {}).map(([key, value]) => `${key}=${value}`);
    return selectors.some((selector) => labels.includes(selector));
  });
}

function annotatedJob(job: KubernetesObject, hash: string): KubernetesObject {
  const template = templateOf(job);
  const annotations = { ...template.metadata?.annotations, [SUBJECT_ANNOTATION]: hash };
  return {
    ...job,
    spec: { ...(job['spec'] as object), template: { ...template, metadata: { ...template.metadata, annotations } } },
  };
}

function templateOf(object: KubernetesObject): JobTemplate {
  const spec = object['spec'] as { readonly template?: JobTemplate } | undefined;
  return spec?.template ?? { spec: { containers: [] } };
}

function dataOf(object: KubernetesObject): Readonly<Record<string, string | undefined>> {
  return (object['data'] ?? {}) as Readonly<Record<string, string>>;
}

/** As the charts write it. */
function textOf(input: JobInput): string {
  return `${JSON.stringify(input, null, 2)}\n`;
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 12);
}
