import { nearest, UserError } from '../../contract';

/** Which pods and requests a profile is about. */
export interface Subject {
  /** Of the Deployment (job, Ingress, workload: what the preset calls it). */
  readonly name: string;
  readonly namespace: string;
  /** More label matchers for the request metrics: `route="/v1/predict"`. */
  readonly select: string | undefined;
}

/** PromQL; `$window` stands for the rate window. Undefined ones are not sent. */
export interface Queries {
  readonly rps: string;
  /** Failed requests per second. */
  readonly errors: string | undefined;
  /** A classic histogram of latency as rates by `le`. */
  readonly latency: string;
  /** Rate of the sum of all latencies. */
  readonly latencySum: string | undefined;
  /** A histogram of the work on a request without waiting, where an exporter has one, and the rate of its sum. */
  readonly service: string | undefined;
  readonly serviceSum: string | undefined;
  readonly latencyUnit: LatencyUnit;
  /** CPU of all pods, cores. */
  readonly cpu: string | undefined;
  readonly replicas: string | undefined;
  /** A counter without a rate around it, to see how often it is scraped and whether it was reset; with `$window` as its range. */
  readonly counter: string | undefined;
}

export type LatencyUnit = 's' | 'ms';

/** Queries of one exporter, with what it calls its labels. */
export interface Preset {
  /** For the reader of the list. */
  readonly of: string;
  readonly queries: (subject: Subject) => Queries;
}

/** CPU from cAdvisor and replicas from kube-state-metrics: what most clusters have. */
function podQueries({ name, namespace }: Subject): Pick<Queries, 'cpu' | 'replicas'> {
  const pods = `namespace="${namespace}",pod=~"${name}-[a-z0-9]+-[a-z0-9]{5}"`;
  return {
    cpu: `sum(rate(container_cpu_usage_seconds_total{${pods},container!="",container!="POD"}[$window]))`,
    replicas: `sum(kube_deployment_status_replicas{namespace="${namespace}",deployment="${name}"})`,
  };
}

/** All about requests from one histogram. */
function requestQueries(
  histogram: string,
  matchers: string,
  failed: string,
  { select }: Subject,
): Pick<Queries, 'rps' | 'errors' | 'latency' | 'latencySum' | 'counter'> {
  const labels = [matchers, select].filter((one) => one !== undefined && one !== '').join(',');
  return {
    rps: `sum(rate(${histogram}_count{${labels}}[$window]))`,
    errors: `sum(rate(${histogram}_count{${labels},${failed}}[$window]))`,
    latency: `sum by (le) (rate(${histogram}_bucket{${labels}}[$window]))`,
    latencySum: `sum(rate(${histogram}_sum{${labels}}[$window]))`,
    counter: `${histogram}_count{${labels}}[$window]`,
  };
}

const NO_SERVICE = { service: undefined, serviceSum: undefined } as const;

export const PRESETS = {
  lab: {
    of: "the lab's own fastapi service, scraped as one job per service",
    queries: (subject) => {
      const job = `job="${subject.name}"`;
      return {
        ...requestQueries('lab_request_seconds', `${job},route="/v1/predict"`, 'status=~"5.."', subject),
        service: `sum by (le) (rate(lab_inference_seconds_bucket{${job}}[$window]))`,
        serviceSum: `sum(rate(lab_inference_seconds_sum{${job}}[$window]))`,
        latencyUnit: 's',
        cpu: `sum(rate(process_cpu_seconds_total{${job}}[$window]))`,
        replicas: `count(up{${job}} == 1)`,
      };
    },
  },
  'nginx-ingress': {
    of: 'ingress-nginx (name is that of the Ingress), pods from cAdvisor and kube-state-metrics',
    queries: (subject) => ({
      ...requestQueries(
        'nginx_ingress_controller_request_duration_seconds',
        `ingress="${subject.name}"`,
        'status=~"5.."',
        subject,
      ),
      ...NO_SERVICE,
      latencyUnit: 's',
      ...podQueries(subject),
    }),
  },
  istio: {
    of: 'sidecars of Istio at the destination, pods from cAdvisor and kube-state-metrics',
    queries: (subject) => ({
      ...requestQueries(
        'istio_request_duration_milliseconds',
        `reporter="destination",destination_workload="${subject.name}",destination_workload_namespace="${subject.namespace}"`,
        'response_code=~"5.."',
        subject,
      ),
      ...NO_SERVICE,
      latencyUnit: 'ms',
      ...podQueries(subject),
    }),
  },
  opentelemetry: {
    of: 'http.server.request.duration as exported to Prometheus, pods from cAdvisor and kube-state-metrics',
    queries: (subject) => ({
      ...requestQueries(
        'http_server_request_duration_seconds',
        `job=~"(.+/)?${subject.name}"`,
        'http_response_status_code=~"5.."',
        subject,
      ),
      ...NO_SERVICE,
      latencyUnit: 's',
      ...podQueries(subject),
    }),
  },
} as const satisfies Record<string, Preset>;

export type PresetName = keyof typeof PRESETS;

/** Queries that replace those of the preset. */
export type OwnQueries = {
  readonly [Key in 'rps' | 'errors' | 'latency' | 'latencyUnit' | 'cpu' | 'replicas']?: Queries[Key] | undefined;
};

/**
 * The queries of a preset, with own ones in their place. An own query of the requests or of latency also replaces what the preset
 * knows about that metric besides: its sum, its counter, the histogram of work.
 *
 * @throws UserError when there is no such preset
 */
export function queriesOf(preset: string, subject: Subject, own: OwnQueries): Queries {
  const known: Preset | undefined = isPreset(preset) ? PRESETS[preset] : undefined;
  if (known === undefined) {
    const close = nearest(preset, Object.keys(PRESETS));
    throw new UserError({
      where: `--preset ${preset}`,
      problem: `is not a preset.${close === undefined ? '' : ` Did you mean ${close}?`}`,
      fix: `There are ${Object.keys(PRESETS).join(', ')}; own queries: --rps-query, --latency-query, --cpu-query, --replicas-query.`,
      code: 'flag-wrong',
    });
  }
  const base = known.queries(subject);
  return {
    ...base,
    ...(own.rps !== undefined && { rps: own.rps, errors: undefined, counter: undefined }),
    ...(own.errors !== undefined && { errors: own.errors }),
    ...(own.latency !== undefined && { latency: own.latency, latencySum: undefined, ...NO_SERVICE, latencyUnit: 's' as const }),
    ...(own.latencyUnit !== undefined && { latencyUnit: own.latencyUnit }),
    ...(own.cpu !== undefined && { cpu: own.cpu }),
    ...(own.replicas !== undefined && { replicas: own.replicas }),
  };
}

function isPreset(name: string): name is PresetName {
  return Object.hasOwn(PRESETS, name);
}

export function withWindow(query: string, seconds: number): string {
  return query.replaceAll('$window', `${seconds}s`);
}
