import type { HpaSettings } from '../../contract';
import { below, type Problem } from '../problem';
import { behaviorProblems } from './hpa-behavior';
import { metricProblems, type Metric } from './hpa-metrics';
import type { ScaledContainer } from './scale-target';

/** First minor version with the HPAScaleToZero gate on by default. */
const SCALE_TO_ZERO_MINOR = 37;

/** The API's default when no metric is given. */
const DEFAULT_METRICS: readonly Metric[] = [
  { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } },
];

/**
 * What the API server would reject and what the controller would ignore in a HorizontalPodAutoscaler v2 spec
 * (pkg/apis/autoscaling/validation/validation.go and pkg/controller/podautoscaler, v1.34.4).
 *
 * @param containers containers of the pods it scales
 * @param kubernetesMinor 34 for Kubernetes 1.34
 */
export function hpaProblems(spec: HpaSettings, containers: readonly ScaledContainer[], kubernetesMinor: number): Problem[] {
  const metrics = spec.metrics ?? DEFAULT_METRICS;
  const minReplicas = spec.minReplicas ?? 1;
  const problems: Problem[] = [];
  if (spec.maxReplicas < 1) problems.push({ field: 'maxReplicas', problem: `${spec.maxReplicas} is below 1` });
  if (minReplicas > spec.maxReplicas)
    problems.push({ field: 'minReplicas', problem: `${minReplicas} is above maxReplicas ${spec.maxReplicas}` });
  if (minReplicas < 0 || (minReplicas === 0 && kubernetesMinor < SCALE_TO_ZERO_MINOR))
    problems.push({
      field: 'minReplicas',
      problem: `${minReplicas} is below 1, the least that Kubernetes 1.${kubernetesMinor} accepts`,
      fix: 'Use keda or knative to scale to zero.',
    });
  else if (minReplicas === 0 && !metrics.some(({ type }) => type === 'Object' || type === 'External'))
    problems.push({
      field: 'minReplicas',
      problem: '0 needs an Object or External metric: pods that do not exist have no metric of their own',
    });
  return [
    ...problems,
    ...metrics.flatMap((metric, index) => below(`metrics[${index}]`, metricProblems(metric, containers))),
    ...behaviorProblems(spec.behavior, kubernetesMinor),
  ];
}
