import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { JOB_ENV, JOB_INPUT_PATH, JOB_RESULT_PATH, type JobInput } from '../../contract';
import { BenchmarkAccess } from './access';
import { BENCHMARK_LABEL, labelsOf } from '../pod/labels';
import { env, POD_NAME_ENV, restrictedContainer, SCRATCH_VOLUME } from '../pod/container';
import { RESTRICTED_POD } from '../pod/security';
import { k8s } from '../pod/plus';
import type { ContainerResources } from '../quantities';

export interface BenchmarkJobProps {
  /** All that the benchmark needs to know; becomes the file at JOB_INPUT_PATH. */
  readonly input: JobInput;
  readonly image: string;
  readonly resources: ContainerResources;
  /** Upper bound of the run; the Job is failed after it. */
  readonly deadline: Duration;
  readonly namespace: string;
  /** What the pods run on; the local engine puts its own name here. */
  readonly engine: string;
}

const [INPUT_FOLDER, INPUT_FILE] = split(JOB_INPUT_PATH);
const [RESULT_FOLDER] = split(JOB_RESULT_PATH);
/** A Kubernetes name that ends up in a label (`job-name`) may have this many characters. */
const MAX_NAME_LENGTH = 63;

/** `load/fastapi` -> `bench-load-fastapi` */
export function benchmarkJobName(benchmark: string): string {
  return `bench-${benchmark.replace('/', '-')}`;
}

/** A benchmark as a Job: never retried (a second run measures another state) nor removed by time (its result is read from it). */
export class BenchmarkJob extends Construct {
  public constructor(scope: Construct, id: string, props: BenchmarkJobProps) {
    super(scope, id);
    const { input } = props;
    const name = benchmarkJobName(input.name);
    const labels = { ...labelsOf(name, 'benchmark'), [BENCHMARK_LABEL]: 'true' };

    const config = new k8s.KubeConfigMap(this, 'input', {
      metadata: { name, labels },
      data: { [INPUT_FILE]: `${JSON.stringify(input, null, 2)}\n` },
    });
    const job = new k8s.KubeJob(this, 'job', {
      metadata: { name, labels },
      spec: {
        backoffLimit: 0,
        ...severalPods(podsOf(input)),
        activeDeadlineSeconds: Math.ceil(props.deadline.toSeconds()),
        template: {
          metadata: { labels },
          spec: {
            serviceAccountName: BenchmarkAccess.NAME,
            automountServiceAccountToken: true,
            restartPolicy: 'Never',
            containers: [benchmarkContainer(props)],
            securityContext: RESTRICTED_POD,
            volumes: [{ name: 'input', configMap: { name } }, { name: 'results', emptyDir: {} }, SCRATCH_VOLUME],
          },
        },
      },
    });
    job.addDependency(config);
    this.node.addValidation({ validate: () => nameProblems(input.name, name) });
  }
}

/** Pods that send the load of a benchmark. */
function podsOf({ benchmark }: JobInput): number {
  return benchmark.kind === 'load' ? benchmark.parallelism : 1;
}

/** All at once, each with its index; the first makes the result. */
function severalPods(count: number): Pick<k8s.JobSpec, 'completions' | 'parallelism' | 'completionMode'> {
  return count === 1 ? {} : { completions: count, parallelism: count, completionMode: 'Indexed' };
}

/** How they find each other. */
function severalPodsEnv(input: JobInput): k8s.EnvVar[] {
  if (podsOf(input) === 1) return [];
  const fieldPath = "metadata.labels['batch.kubernetes.io/controller-uid']";
  return [env(JOB_ENV.jobName, benchmarkJobName(input.name)), { name: JOB_ENV.jobUid, valueFrom: { fieldRef: { fieldPath } } }];
}

function benchmarkContainer(props: BenchmarkJobProps): k8s.Container {
  return restrictedContainer({
    name: 'benchmark',
    image: props.image,
    resources: props.resources,
    env: [
      env(JOB_ENV.input, JOB_INPUT_PATH),
      env(JOB_ENV.result, JOB_RESULT_PATH),
      env(JOB_ENV.engine, props.engine),
      env(JOB_ENV.namespace, props.namespace),
      ...severalPodsEnv(props.input),
      POD_NAME_ENV,
    ],
    mounts: [
      { name: 'input', mountPath: INPUT_FOLDER, readOnly: true },
      { name: 'results', mountPath: RESULT_FOLDER },
    ],
  });
}

function nameProblems(benchmark: string, name: string): string[] {
  if (name.length > MAX_NAME_LENGTH)
    return [`${benchmark}: makes the Job name ${name} of ${name.length} characters, above the ${MAX_NAME_LENGTH} of a label`];
  return /[a-z0-9]$/.test(name) ? [] : [`${benchmark}: makes the Job name ${name}, which must end in a letter or digit`];
}

function split(path: string): [folder: string, file: string] {
  const at = path.lastIndexOf('/');
  return [path.slice(0, at), path.slice(at + 1)];
}
