import type { HpaSpec } from '../../../scaling/hpa';
import { hpaMaxReplicas } from '../../../scaling/keda';
import { fromResult, metricOf, number, type Lesson } from '../exercise';
import { afterQueueSync } from '../hpa-step';

const LIST_LENGTH = 20;
const BACKLOG = 150;
const BURST = 600;
const RUN = './lab bench queue/throughput';

/** The HPA that KEDA makes: an AverageValue of the backlog. The rules of scale-up are widened, as the question is about the target. */
function queueHpa(maxReplicaCount?: number): HpaSpec {
  return {
    minReplicas: 1,
    maxReplicas: hpaMaxReplicas({ ...(maxReplicaCount === undefined ? {} : { maxReplicaCount }) }),
    metrics: [
      {
        type: 'External',
        external: { metric: { name: 'backlog' }, target: { type: 'AverageValue', averageValue: String(LIST_LENGTH) } },
      },
    ],
    behavior: { scaleUp: { policies: [{ type: 'Pods', value: 1000, periodSeconds: 15 }] } },
  };
}

export const ASYNC: Lesson = {
  number: 4,
  title: 'Asynchronous inference',
  page: '4-async.md',
  exercises: [
    {
      name: 'a',
      question: `A ScaledObject has listLength ${LIST_LENGTH}. ${BACKLOG} jobs are unfinished. How many workers are wanted?`,
      answerIn: 'workers',
      expected: () => number(afterQueueSync(queueHpa(), BACKLOG), `ceil(${BACKLOG} / ${LIST_LENGTH})`, 0),
    },
    {
      name: 'b',
      question: 'Its maxReplicaCount is left out. How many workers can there be at most?',
      answerIn: 'workers',
      expected: () => number(hpaMaxReplicas({}), "KEDA's default", 0),
    },
    {
      name: 'c',
      question: 'How many accepted jobs did your newest queue benchmark lose?',
      answerIn: 'jobs',
      expected: metricOf('queue', 'jobsLost', RUN),
    },
    {
      name: 'd',
      question: `How long does your worker need for a burst of ${BURST} jobs, by the throughput of that benchmark?`,
      answerIn: 'seconds',
      expected: fromResult('queue', RUN, ({ metrics: { jobsPerSecond } }) =>
        jobsPerSecond === undefined ? undefined : number(BURST / jobsPerSecond, `${BURST} / ${jobsPerSecond.toFixed(1)} jobs/s`),
      ),
    },
  ],
};
