import { admit, DEFAULT_KSERVE_SETTINGS, reconcile, reconcileKnative } from '../../../scaling/kserve';
import { word, type Expected, type Lesson } from '../exercise';

/** The InferenceService of the page, in a mode. */
export function inferenceService(mode: 'Standard' | 'Knative', scaling: object): object {
  return {
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: { name: 'spam', namespace: 'default', annotations: { 'serving.kserve.io/deploymentMode': mode } },
    spec: {
      predictor: {
        ...scaling,
        containers: [{ name: 'kserve-container', image: 'spam:1', resources: { requests: { cpu: '1' } } }],
      },
    },
  };
}

/** Kinds of the objects that KServe makes, or by whom the InferenceService is refused. */
function kindsOf(mode: 'Standard' | 'Knative', scaling: object): string[] {
  const admission = admit(inferenceService(mode, scaling), undefined, DEFAULT_KSERVE_SETTINGS);
  if (!admission.accepted) return [`refused by the ${admission.rejection.by}`];
  const { children } =
    mode === 'Knative' ? reconcileKnative(admission.object) : reconcile(admission.object, [], DEFAULT_KSERVE_SETTINGS);
  return children.map(({ kind }) => kind);
}

const BOUNDS = { minReplicas: 1, maxReplicas: 5, scaleMetric: 'cpu', scaleTarget: 80 };

function hpaOrNot(mode: 'Standard' | 'Knative'): Expected {
  const kinds = kindsOf(mode, BOUNDS);
  return word(kinds.includes('HorizontalPodAutoscaler') ? 'yes' : 'no', `it makes ${kinds.join(', ')}`);
}

export const KSERVE: Lesson = {
  number: 7,
  title: 'KServe autoscaling',
  page: '7-kserve.md',
  exercises: [
    {
      name: 'a',
      question:
        'An InferenceService with scaleMetric cpu is applied in Standard mode. Does KServe make a HorizontalPodAutoscaler for it?',
      answerIn: 'yes or no',
      expected: () => hpaOrNot('Standard'),
    },
    {
      name: 'b',
      question: 'The same one in Knative mode: does KServe itself make a HorizontalPodAutoscaler?',
      answerIn: 'yes or no',
      expected: () => hpaOrNot('Knative'),
    },
    {
      name: 'c',
      question: 'minReplicas 5 and maxReplicas 2: is the InferenceService accepted?',
      answerIn: 'yes or no',
      expected: () => {
        const admission = admit(
          inferenceService('Standard', { ...BOUNDS, minReplicas: 5, maxReplicas: 2 }),
          undefined,
          DEFAULT_KSERVE_SETTINGS,
        );
        return admission.accepted
          ? word('yes', 'nothing refuses it')
          : word('no', admission.rejection.problems.map(({ path, message }) => `${path} ${message}`).join('; '));
      },
    },
    {
      name: 'd',
      question: 'Which mode does KServe as installed use, when nothing says one?',
      answerIn: 'Standard or Knative',
      expected: () =>
        word(DEFAULT_KSERVE_SETTINGS.defaultDeploymentMode, 'defaultDeploymentMode of the ConfigMap that KServe v0.20.0 ships'),
    },
  ],
};
