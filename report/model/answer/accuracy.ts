import type { BenchmarkResult } from '../../../contract';
import { intervalText, metricText, plainNumber } from '../../text/number';

/** Below this, two probabilities are the same for anyone who reads them. */
const SAME_PROBABILITY = 1e-3;

/** How often the served model is right. */
export function accuracyAnswer({ metrics, intervals }: BenchmarkResult): string[] {
  const { accuracy, emails } = metrics;
  if (accuracy === undefined) return ['No e-mail was labelled.'];
  const range = intervals['accuracy'] === undefined ? '' : ` (${intervalText('accuracy', accuracy, intervals['accuracy'])} %)`;
  const of = emails === undefined ? 'held-out e-mails' : `${plainNumber(emails)} held-out e-mails`;
  return [`The served model labels ${metricText('accuracy', accuracy)} of ${of} right${range}.`, ...agreement(metrics)];
}

/** Whether all servers say the same. */
export function parityAnswer({ metrics }: BenchmarkResult): string[] {
  const [sentence = 'No two servers could be compared.'] = agreement(metrics);
  return [sentence];
}

function agreement({ comparedTexts, labelDifferences, maxProbabilityDifference: apart }: BenchmarkResult['metrics']): string[] {
  if (apart === undefined) return [];
  const texts = comparedTexts === undefined ? 'every text that was compared' : `${plainNumber(comparedTexts)} texts`;
  if (labelDifferences !== undefined && labelDifferences > 0)
    return [`The servers disagree on the label of ${plainNumber(labelDifferences)} of ${texts}.`];
  return apart <= SAME_PROBABILITY
    ? [`All servers give the same answer to ${texts}.`]
    : [
        `The servers give the same labels to ${texts}, and probabilities up to ${metricText('maxProbabilityDifference', apart)} apart.`,
      ];
}
