import type { MetricInfo } from './metric-info';

const percentile = (title: string, made: string): MetricInfo => ({ title, unit: 'ms', better: 'lower', digits: 1, made });

/** Metrics of the serving benchmark. */
export const SERVING_METRICS: Readonly<Record<string, MetricInfo>> = {
  limitRps: {
    title: 'limit without a server',
    unit: 'req/s',
    better: 'higher',
    digits: 1,
    made: 'texts a second of a loop around the model, one text a call',
  },
  limitShare: {
    title: 'share of the limit',
    unit: '%',
    better: 'higher',
    digits: 0,
    made: 'best closed-loop throughput / texts a second of the loop without a server',
  },
  servers: { title: 'servers', unit: '', better: 'neither', digits: 0, made: 'services compared' },
  artifacts: {
    title: 'different artifacts',
    unit: '',
    better: 'lower',
    digits: 0,
    made: 'SHA-256 of the models that the pods report',
  },
  p95Closed1Ms: percentile('p95 alone', '95th percentile with one request at a time'),
  p95At50Ms: percentile('p95 at 50 %', "95th percentile in an open loop at 50 % of the server's best throughput"),
  p95At80Ms: percentile('p95 at 80 %', "95th percentile in an open loop at 80 % of the server's best throughput"),
  p95At95Ms: percentile('p95 at 95 %', "95th percentile in an open loop at 95 % of the server's best throughput"),
  startupSeconds: {
    title: 'start-up',
    unit: 's',
    better: 'lower',
    digits: 0,
    made: 'from when the container began until the pod was ready, in whole seconds as Kubernetes tells it',
  },
  startupCpuSeconds: {
    title: 'CPU until the benchmark',
    unit: 'core·s',
    better: 'lower',
    digits: 1,
    made: 'CPU time of the pod when the benchmark began: that of its start, unless another benchmark ran before',
  },
};
