import type { ShownMark } from '../model/marks';

/** Text of a cell without a value. */
export const EMPTY = '–';

interface MarkWords {
  /** Text of a badge. */
  readonly label: string;
  /** Its meaning for the numbers, for a newcomer. */
  readonly meaning: string;
}

export const MARK_WORDS: Readonly<Record<ShownMark['mark'], MarkWords>> = {
  throttled: { label: 'throttled', meaning: 'a CPU quota paused the load generator while it measured' },
  overloaded: { label: 'overloaded machine', meaning: 'other programs took CPU time while this was measured' },
  errors: { label: 'errors', meaning: 'requests failed; latencies cover the answered ones only' },
  'limit-not-enforced': { label: 'limit not enforced', meaning: 'the service could use more CPU than its limit says' },
  'client-limited': { label: 'client-limited', meaning: 'the load generator, not the service, was the bottleneck' },
  illustration: { label: 'illustration', meaning: 'rests on assumed inputs, not on a measurement' },
  incomplete: { label: 'incomplete', meaning: 'part of the measurement is missing' },
  'few-samples': { label: 'few samples', meaning: 'too few values lie beyond this percentile to trust it' },
};

/** One line a term, for a reader who is new to load testing and serving. */
export const GLOSSARY: readonly (readonly [term: string, meaning: string])[] = [
  ['p50, p95, p99', 'The latency that 50, 95 or 99 of 100 requests did not exceed; p95 tells what an unlucky user sees.'],
  ['SLO', 'Service-level objective: what counts as fast and reliable enough, for example p95 at most 250 ms.'],
  ['Open loop', 'Requests are sent on a schedule whether or not earlier ones were answered, as independent users do.'],
  ['Closed loop', 'A fixed number of clients, each sends its next request when it has its answer; used to find saturation.'],
  [
    'Coordinated omission',
    'The error of a load tool that waits with the server and so never measures its stalls; avoided here by timing from the intended send.',
  ],
  ['Saturation', 'The most requests per second that the service answers when it is never idle.'],
  ['95 % interval', 'Repeating the measurement would land inside it about 95 times of 100; wide means noisy.'],
  ['Replica', 'One running copy (pod) of a service.'],
  [
    'HPA, KPA, KEDA',
    'Autoscalers: Kubernetes on CPU or metrics, Knative on concurrent requests, KEDA on events such as queue length.',
  ],
  ['Replica-seconds', 'Ready replicas summed over time: what autoscaling saves or wastes.'],
  ['Cold start', 'How long the first request waits when no replica was running.'],
  ['Queue wait', 'From submitting a job until a worker takes it; grows when work arrives faster than it is done.'],
  ['Throttling', 'The kernel pauses a container that has used up its CPU limit, 100 ms at a time.'],
  ['Cost per 1000 requests', 'Requested CPU and memory, times how long pods ran, times the price in lab.yaml.'],
  ['Mark', 'A warning that a number must not be compared without reading its reason.'],
  ['Config hash', 'Fingerprint of all settings: two results with the same hash ran under the same ones.'],
];
