import { SOURCE_URI_ANNOTATION, DISALLOWED_ANNOTATIONS, INTERNAL, LABEL } from '../constants';
import { storageUriOf } from '../admission/implementations';
import { namespaceOf, type ComponentSpec, type Extensions, type InferenceService, type ObjectMeta, type Role } from '../types';

/**
 * The name of a component's Deployment, Service and autoscaler.
 * Follows PredictorServiceName and TransformerServiceName of pkg/constants/constants.go, KServe v0.20.0.
 *
 * @param variant `spec.predictor.name`
 */
export function childName(service: string, role: Role, variant: string | undefined): string {
  return role === 'predictor' && variant !== undefined && variant !== '' ? `${service}-${variant}-${role}` : `${service}-${role}`;
}

/** The value of label `app`, by which a component's Service and Deployment find its pods. */
export function appLabel(name: string): string {
  return `isvc.${name}`;
}

/**
 * Labels and annotations of everything that is made for a component, its pods included: those of the InferenceService, then those
 * of the component. Follows buildObjectMeta of components/predictor.go and its like in transformer.go and explainer.go.
 */
export function childMetadata(service: InferenceService, role: Role, component: ComponentSpec): ObjectMeta {
  const { metadata } = service;
  const variant = role === 'predictor' ? (component['name'] as string | undefined) : undefined;
  const name = childName(metadata.name, role, variant);
  return {
    name,
    namespace: namespaceOf(metadata),
    labels: {
      ...metadata.labels,
      ...component.labels,
      [LABEL.service]: metadata.name,
      [LABEL.component]: role,
      [LABEL.app]: appLabel(name),
    },
    annotations: {
      ...allowedAnnotations(metadata.annotations),
      ...agentAnnotations(role, component),
      ...sourceAnnotation(role, component),
      ...allowedAnnotations(component.annotations),
    },
  };
}

/** Those of an InferenceService that its children get. */
export function allowedAnnotations(annotations: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(annotations).filter(([key]) => !DISALLOWED_ANNOTATIONS.includes(key)));
}

function sourceAnnotation(role: Role, component: ComponentSpec): Record<string, string> {
  const uri = storageUriOf(role, component);
  return uri === undefined ? {} : { [SOURCE_URI_ANNOTATION]: uri };
}

/** components/component.go, addLoggerAnnotations and addBatcherAnnotations: the pod webhook adds the agent by them. */
function agentAnnotations(role: Role, { logger, batcher }: Extensions): Record<string, string> {
  const all: Readonly<Record<string, string | undefined>> = {
    ...(logger === undefined
      ? {}
      : {
          logger: 'true',
          'logger-sink-url': logger.url,
          'logger-mode': logger.mode ?? '',
          'logger-metadata-headers': logger.metadataHeaders?.join(','),
          'logger-metadata-annotations': logger.metadataAnnotations?.join(','),
        }),
    ...(batcher === undefined || role === 'explainer'
      ? {}
      : {
          batcher: 'true',
          'batcher-max-batchsize': textOf(batcher.maxBatchSize),
          'batcher-max-latency': textOf(batcher.maxLatency),
        }),
  };
  return Object.fromEntries(
    Object.entries(all).flatMap(([key, value]) => (value === undefined ? [] : [[`${INTERNAL}/${key}`, value]])),
  );
}

function textOf(value: number | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}
