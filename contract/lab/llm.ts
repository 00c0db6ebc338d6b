import { z } from 'zod';
import { name, port, resources, scaled } from './fields';

/** Values of vLLM's `--quantization`; `auto` leaves the flag out. */
const QUANTIZATIONS = ['auto', 'awq', 'awq_marlin', 'gptq', 'gptq_marlin', 'compressed-tensors', 'fp8', 'bitsandbytes'] as const;

const storageUri = z
  .string()
  .regex(
    /^pvc:\/\/(?!.*\.\.)[a-z0-9]([-a-z0-9.]*[a-z0-9])?(\/[\w.-]+)*$/,
    'must be pvc://<claim>/<folder>: the weights lie on a volume of the cluster, nothing is downloaded',
  );

/** A large language model on vLLM, behind an InferenceService. It needs a GPU. docs/llm-quantization.md */
export const llmSchema = scaled({
  enabled: z.boolean().default(false),
  image: z.string().min(1).default('vllm/vllm-openai:v0.15.1').describe("vLLM's own image, or a copy in your registry"),
  port: port.default(8080).describe('OpenAI-compatible HTTP, and /metrics'),
  storageUri: storageUri.default('pvc://models/llm').describe('where KServe mounts the weights from, read-only'),
  servedName: name.default('llm').describe('what requests call the model'),
  quantization: z
    .enum(QUANTIZATIONS)
    .default('auto')
    .describe("vLLM's --quantization; auto: the format that the weights themselves name"),
  maxModelLen: z
    .number()
    .int()
    .positive()
    .default(8192)
    .describe('tokens of a prompt and its answer together; what does not fit the KV cache keeps vLLM from starting'),
  gpus: z.number().int().positive().max(16).default(1).describe('nvidia.com/gpu of each pod; the model is split over them'),
  startupSeconds: z.number().int().positive().max(7200).default(900).describe('how long reading the weights may take'),
  prometheusNamespace: name.default('monitoring').describe('where the Prometheus runs that scrapes the pods'),
  resources: resources({ requests: { cpu: '4', memory: '16Gi' }, limits: { cpu: '8', memory: '32Gi' } }),
}).prefault({});
