export interface MetricInfo {
  readonly title: string;
  readonly unit: string;
  readonly better: 'lower' | 'higher' | 'neither';
  readonly digits: number;
  /** How the number is made, for the reader of a report. */
  readonly made: string;
}

/** Metrics that share their unit, their better direction and their digits. */
function family(unit: string, better: MetricInfo['better'], digits: number): (title: string, made: string) => MetricInfo {
  return (title, made) => ({ title, unit, better, digits, made });
}

const latency = family('ms', 'lower', 1);
const wholeMs = family('ms', 'lower', 0);
const count = family('', 'neither', 0);
const fewer = family('', 'lower', 0);
const goodShare = family('%', 'higher', 2);
const badShare = family('%', 'lower', 2);
const rate = family('req/s', 'higher', 1);
const cpuTime = family('core·s', 'lower', 1);
const bytes = family('B', 'lower', 0);
const wholeSeconds = family('s', 'lower', 0);
const seconds = family('s', 'lower', 1);
const speedUp = family('x', 'higher', 2);
const cosine = family('', 'higher', 5);
const decibels = family('dB', 'higher', 1);
const wholeShare = family('%', 'higher', 0);
const probability = family('', 'neither', 3);
const more = family('', 'higher', 0);
const throttled = family('%', 'lower', 1);
const cost = family('USD', 'lower', 5);
const price = family('USD', 'lower', 2);
const jobRate = family('jobs/s', 'higher', 1);
const difference = family('', 'lower', 6);
const sentShare = family('%', 'higher', 1);
const quotient = family('', 'neither', 2);

/** Every metric name that a result may carry, in the order of reports. A name that is not here is shown raw. */
export const METRICS: Readonly<Record<string, MetricInfo>> = {
  // The serving benchmark.
  limitRps: rate('limit without a server', 'texts a second of a loop around the model, one text a call'),
  limitShare: wholeShare('share of the limit', 'best closed-loop throughput / texts a second of the loop without a server'),
  servers: count('servers', 'services compared'),
  artifacts: fewer('different artifacts', 'SHA-256 of the models that the pods report'),
  p95Closed1Ms: latency('p95 alone', '95th percentile with one request at a time'),
  p95At50Ms: latency('p95 at 50 %', "95th percentile in an open loop at 50 % of the server's best throughput"),
  p95At80Ms: latency('p95 at 80 %', "95th percentile in an open loop at 80 % of the server's best throughput"),
  p95At95Ms: latency('p95 at 95 %', "95th percentile in an open loop at 95 % of the server's best throughput"),
  startupSeconds: wholeSeconds(
    'start-up',
    'from when the container began until the pod was ready, in whole seconds as Kubernetes tells it',
  ),
  startupCpuSeconds: cpuTime(
    'CPU until the benchmark',
    'CPU time of the pod when the benchmark began: that of its start, unless another benchmark ran before',
  ),

  // Quantization.
  speedUp: speedUp('speed-up', 'median latency of FP32 / median latency of the variant, fresh processes in ABBA order'),
  speedUpLow: speedUp('speed-up, lower bound', 'lower end of the 95 % interval of the speed-up'),
  accuracyRatio: goodShare('accuracy over FP32', 'accuracy of the variant / accuracy of FP32, on the same held-out samples'),
  accuracyRatioLow: goodShare(
    'accuracy over FP32, lower bound',
    'lower end of the 95 % interval of the ratio, bootstrap over paired samples',
  ),
  baselineAccuracy: goodShare('accuracy of FP32', 'share of held-out samples that FP32 labels correctly'),
  validationAccuracy: goodShare(
    'accuracy on validation',
    'share of validation samples labelled correctly; variants are chosen on these',
  ),
  validationAgreement: goodShare('same label as FP32 on validation', 'validation samples that the variant and FP32 label alike'),
  validationFlips: fewer('labels that changed on validation', 'validation samples labelled differently from FP32'),
  validationCosine: cosine('cosine of outputs on validation', "of the variant's raw outputs with FP32's"),
  validationSqnrDb: decibels('SQNR on validation', 'power of the FP32 outputs over power of the error'),
  agreement: goodShare('same label as FP32', 'samples that the variant and FP32 label alike'),
  flips: fewer('labels that changed', 'samples labelled differently from FP32'),
  mcnemarP: probability('McNemar p', 'exact test: chance of changes this one-sided if the variant were as good as FP32'),
  cosine: cosine('cosine of outputs', "of the variant's raw outputs with FP32's"),
  sqnrDb: decibels('SQNR', 'power of the FP32 outputs over power of the error'),
  sizeBytes: bytes('file size', 'bytes of the ONNX file'),
  sizeRatio: family('x', 'higher', 1)('times smaller', 'FP32 file size / file size of the variant'),
  coldLoadMs: wholeMs('cold load', 'from the file to a session that can be called, in a fresh process; median of processes'),
  rssBytes: bytes('memory of a fresh process', 'resident set after load and one call; median of processes'),
  cpuSecondsPer1000: seconds('CPU per 1000 samples', 'CPU time of the process over its measured calls, per 1000 samples'),
  variantsChosen: count('variants chosen', '1 when a variant is faster than FP32 and keeps its accuracy on validation samples'),
  cellsMeasured: more('cells measured', 'numbers of the trade-off table that have a before, an after and an interval'),
  asTextbook: count('as the course says', 'cells that went where a course says, with their interval'),
  againstTextbook: count('not as the course says', 'cells that went elsewhere, with their interval; each is explained'),
  unclear: count('cannot tell', 'cells whose interval holds both a change and none'),
  throttledShare: throttled(
    'CPU periods throttled',
    'CFS periods in which the quota held the measured processes back / all periods',
  ),

  // Load, pods and cost.
  p50Ms: latency('p50 latency', 'median of all answered requests, from the intended send time'),
  p95Ms: latency('p95 latency', '95th percentile of all answered requests, from the intended send time'),
  p99Ms: latency('p99 latency', '99th percentile of all answered requests, from the intended send time'),
  maxMs: latency('worst latency', 'slowest answered request'),
  offeredRps: family('req/s', 'neither', 1)('offered load', 'requests meant to be sent / seconds'),
  throughputRps: rate('throughput', 'requests answered correctly / seconds'),
  maxRpsWithinSlo: rate('max load within SLO', 'highest open-loop step whose p95 and error rate met the SLO'),
  saturationRps: rate('saturation throughput', 'closed loop with enough clients to keep the server busy'),
  errorRate: badShare('error rate', 'failed or timed-out requests / all requests'),
  requests: count('requests', 'requests sent'),
  podRestarts: fewer('pod restarts', "container restarts of the service's pods during the benchmark"),
  cpuCoreSeconds: cpuTime('CPU used', "sum of process CPU time over the service's pods during the benchmark"),
  cpuMsPerRequest: family('ms', 'lower', 2)('CPU per request', 'CPU core-seconds / answered requests'),
  idleCpuMillis: family('millicores', 'lower', 1)('CPU of an idle pod', 'CPU core-seconds / pod-seconds before the load begins'),
  cpuUtilization: family('% of limit', 'neither', 0)('CPU utilization', 'CPU core-seconds / (CPU limit x pod-seconds)'),
  memoryPeakBytes: bytes('peak memory', 'largest resident set of any pod of the service'),
  costPer1000Usd: cost('cost per 1000 requests', 'requested CPU and memory x pod-time x price, per 1000 answered requests'),
  costPerPodMonthUsd: price('cost of a pod per month', 'requested CPU and memory of one pod x price x 730 hours'),
  costPerMonthUsd: price(
    'cost per month',
    'requested CPU and memory of the pods there were on average x price x 730 hours: a month of hours like this one',
  ),
  replicaSeconds: wholeSeconds('replica-seconds', 'ready pods summed over time'),
  replicasMax: count('most replicas', 'largest number of ready pods seen'),
  timeToMaxReplicasSeconds: seconds('time to most replicas', 'from the start of the high phase until that many pods were ready'),
  rampP95Ms: latency('p95 during the ramp', '95th percentile from the load step until replicas settled'),
  rampErrorRate: badShare('errors during the ramp', 'failed requests from the load step until replicas settled'),
  coldStartMs: wholeMs('cold start', 'latency of the first request sent at zero replicas'),
  sloMissRate: badShare('SLO misses', 'requests slower than the SLO or failed / all requests'),
  jobsPerSecond: jobRate('queue throughput', 'jobs completed / seconds from first submit to last completion'),
  waitP50Ms: latency('queue wait p50', 'from submit until a worker took the job'),
  waitP95Ms: latency('queue wait p95', 'from submit until a worker took the job'),
  totalP50Ms: latency('job total p50', 'from submit until the result was written'),
  totalP95Ms: latency('job total p95', 'from submit until the result was written'),
  totalP99Ms: latency('job total p99', 'from submit until the result was written'),
  submitP95Ms: latency('submit p95', 'POST /v1/jobs until 202'),
  jobs: count('jobs', 'jobs submitted'),
  jobsLost: fewer('jobs lost', 'jobs accepted with 202 that never completed'),
  accuracy: goodShare('accuracy', 'held-out e-mails labelled correctly by the running service'),
  maxProbabilityDifference: difference(
    'largest difference between servers',
    'largest |probability difference| for the same text',
  ),
  latenessP99Ms: latency('send lateness p99', 'how late the load generator itself sent, 99th percentile; part of the latencies'),
  connectionErrorRate: badShare(
    'server not there',
    'requests whose connection was refused or broken / all requests, in the worst phase',
  ),
  saturationP95Ms: latency('p95 at saturation', '95th percentile in the closed loop, from the actual send time'),
  settledP95Ms: latency(
    'p95 with all replicas',
    '95th percentile from when the most replicas were ready until the high phase ended',
  ),
  backlogMax: family('jobs', 'lower', 0)('longest queue', 'largest number of jobs not done'),
  precision: goodShare('precision', 'spam among the e-mails labelled spam'),
  recall: goodShare('recall', 'e-mails labelled spam among the spam'),
  f1: goodShare('F1', 'harmonic mean of precision and recall, for spam'),
  emails: count('e-mails', 'held-out e-mails that were judged'),
  comparedTexts: count('texts compared', 'texts that both servers answered'),
  labelDifferences: fewer('labels that differ', 'texts that the two servers labelled differently'),

  // The comparison of load tools.
  sentShare: sentShare('sent of the scenario', 'requests sent / requests of the scenario, of the open-loop tool with the fewest'),
  p99SpreadRatio: family('', 'lower', 2)('p99, largest / smallest', 'over the tools that send on schedule; 1 is full agreement'),
  closedLoopP99Ratio: quotient(
    'p99, closed / open loop',
    "the closed loop's p99 / median p99 of the tools that send on schedule; far below 1 is coordinated omission",
  ),
  toolCpuSeconds: cpuTime('CPU of the tool', 'user and system time of the load tool'),
  toolsCompared: count('tools compared', 'load tools that are installed and ran'),
  toolFailures: fewer('failed runs', 'runs of a tool that is installed but gave no numbers'),
};

/** Metrics whose unit is % are stored as fractions (0.0123), shown as percent (1.23 %). */
export function isFraction(info: MetricInfo): boolean {
  return info.unit.startsWith('%');
}
