import { FRAMEWORKS, HTTP_PORT, MODEL_CONTAINER, NAME_VARIABLE } from '../constants';
import { namespaceOf, type ComponentSpec, type Container, type InferenceService, type PodSpec, type Role } from '../types';
import { childName } from './metadata';

/** Fields of a component that do not belong to its pod. */
const NOT_OF_PODS: readonly string[] = [
  ...FRAMEWORKS,
  'model',
  'art',
  'name',
  'storageUris',
  'storageContainerName',
  'workerSpec',
  'minReplicas',
  'maxReplicas',
  'scaleTarget',
  'scaleMetric',
  'scaleMetricType',
  'autoScaling',
  'containerConcurrency',
  'timeout',
  'canaryTrafficPercent',
  'logger',
  'batcher',
  'labels',
  'annotations',
  'deploymentStrategy',
];

/** Why there is no pod to run; the controller's own words where it has some. */
export class NoPod {
  public constructor(public readonly message: string) {}
}

/**
 * The pods of a component with containers of its own, in either mode.
 * Follows components/predictor.go, transformer.go and explainer.go of pkg/controller/v1beta1/inferenceservice, KServe v0.20.0.
 */
export function podSpecOf(service: InferenceService, role: Role, component: ComponentSpec): PodSpec | NoPod {
  const { containers = [] } = component;
  const made = role === 'predictor' ? predictorContainers(service, containers) : helperContainers(service, role, component);
  if (made instanceof NoPod) return made;
  const pod = Object.fromEntries(Object.entries(component).filter(([field]) => !NOT_OF_PODS.includes(field)));
  return { ...pod, containers: made };
}

/** kserve-container is copied over the first container, which is lost; the original stays where it was. */
function predictorContainers(service: InferenceService, containers: readonly Container[]): Container[] | NoPod {
  const model = containers.find(({ name }) => name === MODEL_CONTAINER);
  if (model === undefined)
    return new NoPod(
      `no container is called ${MODEL_CONTAINER}: the controller of KServe v0.20.0 panics (nil pointer dereference)`,
    );
  return [model, ...containers.slice(1)].map((container) => withVariable(container, NAME_VARIABLE, service.metadata.name));
}

/** CustomTransformer.GetContainer and CustomExplainer.GetContainer: the first container is told where the predictor is. */
function helperContainers(service: InferenceService, role: Role, component: ComponentSpec): Container[] | NoPod {
  const [first, ...others] = component.containers ?? [];
  if (first === undefined) return new NoPod(`the ${role} has no container`);
  const predictor = childName(service.metadata.name, 'predictor', service.spec.predictor.name);
  const written = first.args ?? [];
  const isWritten = (flag: string): boolean => written.some((argument) => argument.startsWith(flag));
  const flags: readonly (readonly [flag: string, value: string | undefined])[] = [
    ['--model_name', service.metadata.name],
    ['--predictor_host', `${predictor}.${namespaceOf(service.metadata)}`],
    ['--http_port', String(HTTP_PORT)],
    ['--workers', component.containerConcurrency === undefined ? undefined : String(component.containerConcurrency)],
  ];
  // An explainer gets its port a second time.
  const isForced = (flag: string): boolean => role === 'explainer' && flag === '--http_port';
  const added = flags.flatMap(([flag, value]) =>
    value === undefined || (isWritten(flag) && !isForced(flag)) ? [] : [flag, value],
  );
  const container = { ...first, args: [...written, ...added] };
  return [role === 'transformer' ? withVariable(container, NAME_VARIABLE, service.metadata.name) : container, ...others];
}

function withVariable(container: Container, name: string, value: string): Container {
  const { env = [] } = container;
  const isThere = env.some((one) => one.name === name);
  return {
    ...container,
    env: isThere ? env.map((one) => (one.name === name ? { ...one, value } : one)) : [...env, { name, value }],
  };
}
