import type {
  CrossVersionObjectReference,
  HpaBehavior,
  HpaSpec,
  MetricIdentifier,
  MetricSpec,
  MetricTarget,
  ScalingPolicy,
  ScalingRules,
} from '../hpa';
import type { Fields } from './fields';
import type { Manifest } from './manifest';

/** A HorizontalPodAutoscaler of any version, in the words of autoscaling/v2. */
export interface HpaManifest extends Manifest {
  readonly spec: HpaSpec;
}

export function readHpaSpec(spec: Fields | undefined, apiVersion: string): HpaSpec {
  const version = apiVersion.split('/')[1] ?? '';
  const metrics =
    version === 'v1'
      ? cpuPercentage(spec)
      : spec?.list('metrics')?.map((fields) => (version === 'v2beta1' ? readBeta1Metric(fields) : readMetric(fields)));
  return {
    scaleTargetRef: readTarget(spec?.below('scaleTargetRef')),
    minReplicas: spec?.count('minReplicas'),
    // The API server reads an absent number as 0.
    maxReplicas: spec?.count('maxReplicas') ?? 0,
    metrics,
    behavior: readBehavior(spec?.below('behavior')),
  };
}

export function readTarget(fields: Fields | undefined): CrossVersionObjectReference | undefined {
  if (fields === undefined) return undefined;
  return { kind: fields.text('kind') ?? '', name: fields.text('name') ?? '', apiVersion: fields.text('apiVersion') };
}

function cpuPercentage(spec: Fields | undefined): MetricSpec[] | undefined {
  const percent = spec?.integer('targetCPUUtilizationPercentage');
  if (percent === undefined) return undefined;
  return [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: percent } } }];
}

function readIdentifier(fields: Fields | undefined): MetricIdentifier {
  const selector = fields?.below('selector');
  return {
    name: fields?.text('name') ?? '',
    ...(selector === undefined ? {} : { selector: { matchLabels: selector.textMap('matchLabels') } }),
  };
}

function readMetricTarget(fields: Fields | undefined): MetricTarget {
  return {
    type: fields?.text('type') ?? '',
    value: fields?.quantity('value'),
    averageValue: fields?.quantity('averageValue'),
    averageUtilization: fields?.integer('averageUtilization'),
  };
}

/** The `metrics` of KServe's `autoScaling` block, which are written as in autoscaling/v2. */
export function readAutoScalingMetrics(autoScaling: Fields): MetricSpec[] {
  return (autoScaling.list('metrics') ?? []).map(readMetric);
}

const SOURCES = ['resource', 'containerResource', 'pods', 'object', 'external'] as const;

/** Where a version of the API writes the parts of a metric's source. */
interface Wording {
  readonly describedObject: string;
  readonly identifierOf: (source: Fields) => MetricIdentifier;
  readonly targetOf: (source: Fields, kind: (typeof SOURCES)[number]) => MetricTarget;
}

function metricIn(fields: Fields, { describedObject, identifierOf, targetOf }: Wording): MetricSpec {
  const [resource, containerResource, pods, object, external] = SOURCES.map((kind) => fields.below(kind));
  return {
    type: fields.text('type') ?? '',
    resource: resource && { name: resource.text('name') ?? '', target: targetOf(resource, 'resource') },
    containerResource: containerResource && {
      name: containerResource.text('name') ?? '',
      container: containerResource.text('container') ?? '',
      target: targetOf(containerResource, 'containerResource'),
    },
    pods: pods && { metric: identifierOf(pods), target: targetOf(pods, 'pods') },
    object: object && {
      describedObject: readTarget(object.below(describedObject)) ?? { kind: '', name: '' },
      metric: identifierOf(object),
      target: targetOf(object, 'object'),
    },
    external: external && { metric: identifierOf(external), target: targetOf(external, 'external') },
  };
}

function readMetric(fields: Fields): MetricSpec {
  return metricIn(fields, {
    describedObject: 'describedObject',
    identifierOf: (source) => readIdentifier(source.below('metric')),
    targetOf: (source) => readMetricTarget(source.below('target')),
  });
}

/**
 * A metric with its targets as fields of the source: of autoscaling/v2beta1, and in an annotation of autoscaling/v1.
 * Follows Kubernetes v1.24, pkg/apis/autoscaling/v2beta1/conversion.go, and v1.35, pkg/apis/autoscaling/v1/conversion.go.
 */
export function readBeta1Metric(fields: Fields): MetricSpec {
  return metricIn(fields, {
    describedObject: 'target',
    identifierOf: (source) => ({ name: source.text('metricName') ?? '' }),
    targetOf: (source, kind) => {
      if (kind === 'pods') return { type: 'AverageValue', averageValue: source.quantity('targetAverageValue') };
      const averageValue = source.quantity(kind === 'object' ? 'averageValue' : 'targetAverageValue');
      if (kind === 'object' || kind === 'external') {
        return {
          type: averageValue === undefined ? 'Value' : 'AverageValue',
          value: source.quantity('targetValue'),
          averageValue,
        };
      }
      const averageUtilization = source.integer('targetAverageUtilization');
      return { type: averageUtilization === undefined ? 'AverageValue' : 'Utilization', averageUtilization, averageValue };
    },
  });
}

export function readBehavior(fields: Fields | undefined): HpaBehavior | undefined {
  if (fields === undefined) return undefined;
  return { scaleUp: readRules(fields.below('scaleUp')), scaleDown: readRules(fields.below('scaleDown')) };
}

function readRules(fields: Fields | undefined): ScalingRules | undefined {
  if (fields === undefined) return undefined;
  return {
    stabilizationWindowSeconds: fields.integer('stabilizationWindowSeconds'),
    selectPolicy: fields.text('selectPolicy'),
    policies: fields.list('policies')?.map(readPolicy),
    tolerance: fields.quantity('tolerance'),
  };
}

function readPolicy(fields: Fields): ScalingPolicy {
  return {
    type: fields.text('type') ?? '',
    value: fields.integer('value') ?? 0,
    periodSeconds: fields.integer('periodSeconds') ?? 0,
  };
}
