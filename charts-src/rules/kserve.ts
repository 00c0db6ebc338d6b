import type { KubernetesObject } from '../../contract';
import { ANNOTATION } from '../../scaling/kserve';
import type { Problem } from '../setting';
import { isInferenceService, type Labels } from './rendered';
import { objectRule, type Rule } from './rule';

interface Predictor {
  readonly containers?: readonly { readonly name?: string }[];
}

function predictorOf(object: KubernetesObject): Predictor {
  return (object['spec'] as { readonly predictor: Predictor }).predictor;
}

function annotationsOf({ metadata }: KubernetesObject): Labels {
  return metadata.annotations ?? {};
}

const EXPLICIT: Rule = objectRule(
  'inference-service-explicit',
  'An InferenceService says its mode, and what scales it',
  isInferenceService,
  (object) => {
    const annotations = annotationsOf(object);
    const mode = annotations[ANNOTATION.mode];
    const problems: Problem[] = [];
    if (mode !== 'Standard' && mode !== 'Knative')
      problems.push({
        field: `metadata.annotations.${ANNOTATION.mode}`,
        problem: `${mode ?? 'unset'} is neither Standard nor Knative`,
      });
    if (mode === 'Standard' && annotations[ANNOTATION.class] === undefined)
      problems.push({
        field: `metadata.annotations.${ANNOTATION.class}`,
        problem: 'is missing: KServe would make an HPA without checking it',
        fix: 'Write hpa or keda, or none for a fixed number of pods.',
      });
    return problems;
  },
);

const CONTAINER: Rule = objectRule(
  'inference-service-container',
  "The model's container comes first and is called kserve-container",
  isInferenceService,
  (object) => {
    const name = predictorOf(object).containers?.[0]?.name;
    return name === 'kserve-container'
      ? []
      : [
          {
            field: 'spec.predictor.containers[0].name',
            problem: `${name ?? 'unset'} is not kserve-container, the only name that KServe looks for`,
          },
        ];
  },
);

export const KSERVE_RULES: readonly Rule[] = [EXPLICIT, CONTAINER];
