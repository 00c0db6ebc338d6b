import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import type { Lab } from '../../contract';
import type { ScalableProps } from '../autoscaling/scalable-deployment';
import { httpPortName, InferenceService, MODEL_CONTAINER } from '../kserve/inference-service';
import type { KserveMode } from '../kserve/scale';
import { k8s } from '../pod/plus';
import { env, restrictedContainer } from '../pod/container';
import { httpProbes } from '../pod/probes';
import { GPU_RESOURCE, type ContainerResources } from '../quantities';
import { problemText } from '../setting';

export interface LlmProps extends ScalableProps {
  readonly image: string;
  readonly port: number;
  /** `pvc://models/llm`; KServe mounts it. */
  readonly storageUri: string;
  /** What requests call the model. */
  readonly servedName: string;
  readonly quantization: Lab['services']['llm']['quantization'];
  /** Tokens of a prompt and its answer together. */
  readonly maxModelLen: number;
  readonly gpus: number;
  /** From the start of the container until the weights are in the GPUs. */
  readonly startupTimeout: Duration;
  readonly resources: ContainerResources;
}

/** Answers in flight are written to their end. */
const TERMINATION_GRACE = Duration.seconds(120);
/** Where KServe mounts what STORAGE_URI names. */
const MODEL_PATH = '/mnt/models';
const SHARED_MEMORY = 'dshm';

/**
 * A large language model on vLLM behind an InferenceService. Standard mode, or Knative mode where the KPA scales it. KServe names
 * what it makes `llm-predictor`. (A Service called `vllm` would set VLLM_PORT in every pod, which vLLM reads as its own.)
 */
export class Llm extends Construct {
  public static readonly NAME = 'llm';

  public constructor(scope: Construct, id: string, props: LlmProps) {
    super(scope, id);
    const mode = llmMode(props);
    new InferenceService(this, 'service', {
      ...props,
      name: Llm.NAME,
      mode,
      container: vllmContainer(props, mode),
      otherVolumes: [{ name: SHARED_MEMORY, emptyDir: { medium: 'Memory' } }],
      podAnnotations: scraped(props.port),
      // GPU nodes are often kept free of everything else by this taint.
      tolerations: [{ key: GPU_RESOURCE, operator: 'Exists', effect: 'NoSchedule' }],
      terminationGrace: TERMINATION_GRACE,
    });
    this.node.addValidation({ validate: () => (props.autoscaling?.hpa === undefined ? [] : [problemText(NO_HPA)]) });
  }
}

const NO_HPA = {
  field: 'autoscaling.hpa',
  problem: "scales on CPU or memory under KServe's class hpa, and the GPU does the work",
  fix: 'Use keda on vllm:num_requests_waiting, or knative on concurrency.',
};

/** The KPA is there in Knative mode only. */
export function llmMode({ autoscaling }: Pick<ScalableProps, 'autoscaling'>): KserveMode {
  return autoscaling?.knative === undefined ? 'Standard' : 'Knative';
}

function vllmContainer(props: LlmProps, mode: KserveMode): k8s.Container {
  const { port, quantization, gpus } = props;
  return restrictedContainer({
    name: MODEL_CONTAINER,
    image: props.image,
    command: ['vllm', 'serve'],
    args: [
      MODEL_PATH,
      `--served-model-name=${props.servedName}`,
      `--port=${port}`,
      `--max-model-len=${props.maxModelLen}`,
      `--tensor-parallel-size=${gpus}`,
      ...(quantization === 'auto' ? [] : [`--quantization=${quantization}`]),
    ],
    resources: { ...props.resources, gpus },
    port: { number: port, name: httpPortName(mode) },
    probes: httpProbes({
      port,
      // The list of models is answered once the model is in it.
      paths: { ready: '/v1/models', alive: '/health' },
      startupTimeout: props.startupTimeout,
    }),
    env: [
      env('STORAGE_URI', props.storageUri),
      env('HF_HUB_OFFLINE', 1),
      env('VLLM_NO_USAGE_STATS', 1),
      // Compiled kernels are cached below the home folder, under the name of the user, whom the image does not know.
      env('HOME', '/tmp'),
      env('USER', Llm.NAME),
    ],
    // The processes of a model that is split over GPUs exchange data through it.
    mounts: [{ name: SHARED_MEMORY, mountPath: '/dev/shm' }],
  });
}

/** Annotations that Prometheus looks for on pods. */
function scraped(port: number): Record<string, string> {
  return { 'prometheus.io/scrape': 'true', 'prometheus.io/port': String(port), 'prometheus.io/path': '/metrics' };
}
