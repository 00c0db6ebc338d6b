import { Duration } from 'cdk8s';
import { k8s } from './plus';

export interface HttpProbes {
  /** Port of the HTTP server inside the container. */
  readonly port: number;
  /**
   * How long the first answer may take: the model is loaded and warmed up in this time.
   * @default 60 seconds
   */
  readonly startupTimeout?: Duration;
  /**
   * Paths where the server says that it takes requests, and that it is alive.
   * @default `/readyz` and `/healthz`
   */
  readonly paths?: { readonly ready: string; readonly alive: string };
}

export type Probes = Pick<k8s.Container, 'startupProbe' | 'readinessProbe' | 'livenessProbe'>;

/** How often the start is checked: every second, so that a pod serves as soon as it can. */
const STARTUP_PERIOD_SECONDS = 1;
/** A pod that is not ready leaves the Service after three checks. */
const READINESS = { periodSeconds: 2, timeoutSeconds: 2, failureThreshold: 3 };
/** Slower and more patient than readiness: overload must take a pod out of rotation, not restart it. */
const LIVENESS = { periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 6 };

const LAB_PATHS = { ready: '/readyz', alive: '/healthz' };

/** Startup, readiness (model loaded, not draining) and liveness (process alive) of an HTTP server. */
export function httpProbes(props: HttpProbes): Probes {
  const port = k8s.IntOrString.fromNumber(props.port);
  const { ready, alive } = props.paths ?? LAB_PATHS;
  return probes({ httpGet: { path: ready, port } }, { httpGet: { path: alive, port } }, props.startupTimeout);
}

/** The same three probes for a server that only speaks its own protocol: a connection is the answer. */
export function tcpProbes(props: Omit<HttpProbes, 'paths'>): Probes {
  const check = { tcpSocket: { port: k8s.IntOrString.fromNumber(props.port) } };
  return probes(check, check, props.startupTimeout);
}

function probes(ready: k8s.Probe, alive: k8s.Probe, startupTimeout = Duration.seconds(60)): Probes {
  return {
    startupProbe: {
      ...ready,
      periodSeconds: STARTUP_PERIOD_SECONDS,
      timeoutSeconds: 2,
      failureThreshold: Math.ceil(startupTimeout.toSeconds() / STARTUP_PERIOD_SECONDS),
    },
    readinessProbe: { ...ready, ...READINESS },
    livenessProbe: { ...alive, ...LIVENESS },
  };
}
