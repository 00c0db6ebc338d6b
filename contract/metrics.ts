import { SERVING_METRICS } from './metrics-serving';
import { TOOL_METRICS } from './metrics-tools';

import { QUANTIZATION_METRICS } from './metrics-quantization';

export interface MetricInfo {
  readonly title: string;
  readonly unit: string;
  readonly better: 'lower' | 'higher' | 'neither';
  readonly digits: number;
  /** How the number is made, for the reader of a report. */
  readonly made: string;
}

/** Every metric name that a result may carry. A name that is not here is shown raw. */
export const METRICS: Readonly<Record<string, MetricInfo>> = {
  ...SERVING_METRICS,
  ...QUANTIZATION_METRICS,
  p50Ms: {
    title: 'p50 latency',
    unit: 'ms',
    better: 'lower',
    digits: 1,
    made: 'median of all answered requests, from the intended send time',
  },
  p95Ms: {
    title: 'p95 latency',
    unit: 'ms',
    better: 'lower',
    digits: 1,
    made: '95th percentile of all answered requests, from the intended send time',
  },
  p99Ms: {
    title: 'p99 latency',
    unit: 'ms',
    better: 'lower',
    digits: 1,
    made: '99th percentile of all answered requests, from the intended send time',
  },
  maxMs: { title: 'worst latency', unit: 'ms', better: 'lower', digits: 1, made: 'slowest answered request' },
  offeredRps: { title: 'offered load', unit: 'req/s', better: 'neither', digits: 1, made: 'requests meant to be sent / seconds' },
  throughputRps: {
    title: 'throughput',
    unit: 'req/s',
    better: 'higher',
    digits: 1,
    made: 'requests answered correctly / seconds',
  },
  maxRpsWithinSlo: {
    title: 'max load within SLO',
    unit: 'req/s',
    better: 'higher',
    digits: 1,
    made: 'highest open-loop step whose p95 and error rate met the SLO',
  },
  saturationRps: {
    title: 'saturation throughput',
    unit: 'req/s',
    better: 'higher',
    digits: 1,
    made: 'closed loop with enough clients to keep the server busy',
  },
  errorRate: { title: 'error rate', unit: '%', better: 'lower', digits: 2, made: 'failed or timed-out requests / all requests' },
  requests: { title: 'requests', unit: '', better: 'neither', digits: 0, made: 'requests sent' },
  podRestarts: {
    title: 'pod restarts',
    unit: '',
    better: 'lower',
    digits: 0,
    made: "container restarts of the service's pods during the benchmark",
  },
  cpuCoreSeconds: {
    title: 'CPU used',
    unit: 'core·s',
    better: 'lower',
    digits: 1,
    made: "sum of process CPU time over the service's pods during the benchmark",
  },
  cpuMsPerRequest: {
    title: 'CPU per request',
    unit: 'ms',
    better: 'lower',
    digits: 2,
    made: 'CPU core-seconds / answered requests',
  },
  cpuUtilization: {
    title: 'CPU utilization',
    unit: '% of limit',
    better: 'neither',
    digits: 0,
    made: 'CPU core-seconds / (CPU limit x pod-seconds)',
  },
  memoryPeakBytes: {
    title: 'peak memory',
    unit: 'B',
    better: 'lower',
    digits: 0,
    made: 'largest resident set of any pod of the service',
  },
  costPer1000Usd: {
    title: 'cost per 1000 requests',
    unit: 'USD',
    better: 'lower',
    digits: 5,
    made: 'requested CPU and memory x pod-time x price, per 1000 answered requests',
  },
  replicaSeconds: { title: 'replica-seconds', unit: 's', better: 'lower', digits: 0, made: 'ready pods summed over time' },
  replicasMax: { title: 'most replicas', unit: '', better: 'neither', digits: 0, made: 'largest number of ready pods seen' },
  timeToMaxReplicasSeconds: {
    title: 'time to most replicas',
    unit: 's',
    better: 'lower',
    digits: 1,
    made: 'from the start of the high phase until that many pods were ready',
  },
  rampP95Ms: {
    title: 'p95 during the ramp',
    unit: 'ms',
    better: 'lower',
    digits: 1,
    made: '95th percentile from the load step until replicas settled',
  },
  rampErrorRate: {
    title: 'errors during the ramp',
    unit: '%',
    better: 'lower',
    digits: 2,
    made: 'failed requests from the load step until replicas settled',
  },
  coldStartMs: {
    title: 'cold start',
    unit: 'ms',
    better: 'lower',
    digits: 0,
    made: 'latency of the first request sent at zero replicas',
  },
  sloMissRate: {
    title: 'SLO misses',
    unit: '%',
    better: 'lower',
    digits: 2,
    made: 'requests slower than the SLO or failed / all requests',
  },
  jobsPerSecond: {
    title: 'queue throughput',
    unit: 'jobs/s',
    better: 'higher',
    digits: 1,
    made: 'jobs completed / seconds from first submit to last completion',
  },
  waitP50Ms: { title: 'queue wait p50', unit: 'ms', better: 'lower', digits: 1, made: 'from submit until a worker took the job' },
  waitP95Ms: { title: 'queue wait p95', unit: 'ms', better: 'lower', digits: 1, made: 'from submit until a worker took the job' },
  totalP50Ms: {
    title: 'job total p50',
    unit: 'ms',
    better: 'lower',
    digits: 1,
    made: 'from submit until the result was written',
  },
  totalP95Ms: {
    title: 'job total p95',
    unit: 'ms',
    better: 'lower',
    digits: 1,
    made: 'from submit until the result was written',
  },
  totalP99Ms: {
    title: 'job total p99',
    unit: 'ms',
    better: 'lower',
    digits: 1,
    made: 'from submit until the result was written',
  },
  submitP95Ms: { title: 'submit p95', unit: 'ms', better: 'lower', digits: 1, made: 'POST /v1/jobs until 202' },
  jobs: { title: 'jobs', unit: '', better: 'neither', digits: 0, made: 'jobs submitted' },
  jobsLost: { title: 'jobs lost', unit: '', better: 'lower', digits: 0, made: 'jobs accepted with 202 that never completed' },
  accuracy: {
    title: 'accuracy',
    unit: '%',
    better: 'higher',
    digits: 2,
    made: 'held-out e-mails labelled correctly by the running service',
  },
  maxProbabilityDifference: {
    title: 'largest difference between servers',
    unit: '',
    better: 'lower',
    digits: 6,
    made: 'largest |probability difference| for the same text',
  },
  latenessP99Ms: {
    title: 'send lateness p99',
    unit: 'ms',
    better: 'lower',
    digits: 1,
    made: 'how late the load generator itself sent, 99th percentile; part of the latencies',
  },
  connectionErrorRate: {
    title: 'server not there',
    unit: '%',
    better: 'lower',
    digits: 2,
    made: 'requests whose connection was refused or broken / all requests, in the worst phase',
  },
  saturationP95Ms: {
    title: 'p95 at saturation',
    unit: 'ms',
    better: 'lower',
    digits: 1,
    made: '95th percentile in the closed loop, from the actual send time',
  },
  settledP95Ms: {
    title: 'p95 with all replicas',
    unit: 'ms',
    better: 'lower',
    digits: 1,
    made: '95th percentile from when the most replicas were ready until the high phase ended',
  },
  backlogMax: { title: 'longest queue', unit: 'jobs', better: 'lower', digits: 0, made: 'largest number of jobs not done' },
  precision: { title: 'precision', unit: '%', better: 'higher', digits: 2, made: 'spam among the e-mails labelled spam' },
  recall: { title: 'recall', unit: '%', better: 'higher', digits: 2, made: 'e-mails labelled spam among the spam' },
  f1: { title: 'F1', unit: '%', better: 'higher', digits: 2, made: 'harmonic mean of precision and recall, for spam' },
  emails: { title: 'e-mails', unit: '', better: 'neither', digits: 0, made: 'held-out e-mails that were judged' },
  comparedTexts: { title: 'texts compared', unit: '', better: 'neither', digits: 0, made: 'texts that both servers answered' },
  labelDifferences: {
    title: 'labels that differ',
    unit: '',
    better: 'lower',
    digits: 0,
    made: 'texts that the two servers labelled differently',
  },
  ...TOOL_METRICS,
};

/** Metrics whose unit is % are stored as fractions (0.0123), shown as percent (1.23 %). */
export function isFraction(info: MetricInfo): boolean {
  return info.unit.startsWith('%');
}
