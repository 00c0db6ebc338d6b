import { DEFAULT_AUTOSCALER_CONFIG, makeDecider } from '../../../scaling/kpa';
import { ramp } from '../../../scaling/hpa';
import { fromResult, metricOf, number, type Lesson } from '../exercise';
import { afterCpuSync, onCpu } from '../hpa-step';

const TARGET = 65;
const IN_FLIGHT = 100;
const CONCURRENCY = 10;
const HPA_RUN = './lab up --profile hpa';
/** A pod a minute. */
const SLOW = {
  ...onCpu(TARGET, 20),
  behavior: { scaleUp: { policies: [{ type: 'Pods' as const, value: 1, periodSeconds: 60 }] } },
};

function knativeTarget(): number {
  const pods = {
    annotations: { 'autoscaling.knative.dev/target': String(CONCURRENCY) },
    containerConcurrency: 0,
    reachability: 'Reachable' as const,
  };
  return makeDecider(pods, DEFAULT_AUTOSCALER_CONFIG).targetValue;
}

export const AUTOSCALING: Lesson = {
  number: 3,
  title: 'HPA and Knative',
  page: '3-autoscaling.md',
  exercises: [
    {
      name: 'a',
      question: `An HPA aims for CPU at ${TARGET} % of the request. One pod runs at its limit, 100 % of its request. How many pods does the next sync ask for?`,
      answerIn: 'pods',
      expected: () =>
        number(afterCpuSync(onCpu(TARGET, 20), 1, 100), `ceil(1 x 100 / ${TARGET}); usage cannot rise above the limit`, 0),
    },
    {
      name: 'b',
      question: `The same HPA has 4 pods at 70 % of their request. How many does it ask for?`,
      answerIn: 'pods',
      expected: () =>
        number(afterCpuSync(onCpu(TARGET, 20), 4, 70), `70 / ${TARGET} is within the tolerance of 0.1: nothing changes`, 0),
    },
    {
      name: 'c',
      question:
        'The load jumps so that 16 pods are wanted, and there is 1. Without any behavior, how many pods does the first sync ask for?',
      answerIn: 'pods',
      expected: () =>
        number(
          ramp(onCpu(TARGET, 20), 1, 16).steps[0]?.replicas ?? 1,
          'without behavior: at most twice the pods, or 4 where that is more',
          0,
        ),
    },
    {
      name: 'd',
      question: 'With behavior.scaleUp of one pod per 60 s alone, how long does it take from 2 pods to 6?',
      answerIn: 'seconds',
      expected: () =>
        number(ramp(SLOW, 2, 6).steps.at(-1)?.seconds ?? 0, 'one pod at the first sync, another one each minute after that', 0),
    },
    {
      name: 'e',
      question: `A Knative Service has target ${CONCURRENCY} and otherwise the defaults. ${IN_FLIGHT} requests are in flight, steadily. How many pods does it want?`,
      answerIn: 'pods',
      expected: () =>
        number(
          Math.ceil(IN_FLIGHT / knativeTarget()),
          `ceil(${IN_FLIGHT} / ${knativeTarget()}): it aims for 70 % of the target`,
          0,
        ),
    },
    {
      name: 'f',
      question: 'How many pods were ready at most in your newest run with an HPA?',
      answerIn: 'pods',
      expected: metricOf('autoscaling', 'replicasMax', HPA_RUN),
    },
    {
      name: 'g',
      question: 'What share of its requests failed or took longer than the SLO?',
      answerIn: '%',
      expected: fromResult('autoscaling', HPA_RUN, ({ metrics: { sloMissRate }, name }) =>
        sloMissRate === undefined ? undefined : number(100 * sloMissRate, `sloMissRate of ${name}`),
      ),
    },
  ],
};
