/** Where this machine reaches a name that cluster DNS would resolve. */
export interface NamedService {
  readonly namespace: string;
  /** `fastapi`, or `redis-0.redis` for one pod of a StatefulSet. */
  readonly name: string;
  readonly address: string;
  /** Port in the manifest -> port on this machine; they differ only where this user may not open the manifest's. */
  readonly ports: ReadonlyMap<number, number>;
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { http: 80, https: 443, redis: 6379, rediss: 6379, ws: 80, wss: 443 };
const LABEL = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?';
const HOST = `${LABEL}(?:\\.${LABEL})*\\.?`;
const HOST_END = '(?![-\\w.])';

/** The service that a DNS name stands for inside a pod of `namespace`; undefined for names outside the lab. */
function resolve(host: string, namespace: string, services: readonly NamedService[]): NamedService | undefined {
  const name = host.replace(/\.$/, '');
  const spelled = (service: NamedService): string[] => [
    ...(service.namespace === namespace ? [service.name] : []),
    `${service.name}.${service.namespace}`,
    `${service.name}.${service.namespace}.svc`,
    `${service.name}.${service.namespace}.svc.cluster.local`,
  ];
  return services.find((service) => spelled(service).includes(name));
}

function located(service: NamedService, port: string | undefined, defaultPort: number | undefined): string {
  const written = port === undefined ? defaultPort : Number(port);
  const here = written === undefined ? undefined : (service.ports.get(written) ?? written);
  if (port === undefined) return here === undefined || here === defaultPort ? service.address : `${service.address}:${here}`;
  return `${service.address}:${here ?? port}`;
}

/**
 * Replaces names of Services by addresses, since this machine has no cluster DNS. Names count
 * - as the host of a URL: `redis://user:secret@redis.ns:6379/0`,
 * - spelled out, anywhere: `redis.ns.svc`, `redis.ns.svc.cluster.local:6379`,
 * - as `name:port` when that is the whole text and the Service has that port.
 */
export function rewriteNames(text: string, namespace: string, services: readonly NamedService[]): string {
  if (services.length === 0) return text;
  const whole = new RegExp(`^(${HOST}):(\\d+)$`).exec(text);
  if (whole?.[1] !== undefined) {
    const service = resolve(whole[1], namespace, services);
    if (service?.ports.has(Number(whole[2])) === true) return located(service, whole[2], undefined);
  }
  const inUrl = new RegExp(`([a-z][a-z0-9+.-]*:)?//((?:[^/@\\s"'<>]*@)?)(${HOST})${HOST_END}(?::(\\d+))?`, 'g');
  const spelledOut = new RegExp(
    `(?<![-\\w./@:])(${LABEL}(?:\\.${LABEL})+\\.svc(?:\\.cluster\\.local)?)${HOST_END}(?::(\\d+))?`,
    'g',
  );
  return text
    .replace(inUrl, (found: string, scheme: string | undefined, user: string, host: string, port: string | undefined) => {
      const service = resolve(host, namespace, services);
      if (service === undefined) return found;
      const defaultPort = DEFAULT_PORTS[(scheme ?? '').replace(':', '')];
      return `${scheme ?? ''}//${user}${located(service, port, defaultPort)}`;
    })
    .replace(spelledOut, (found: string, host: string, port: string | undefined) => {
      const service = resolve(host, namespace, services);
      return service === undefined ? found : located(service, port, undefined);
    });
}

/** Replaces `0.0.0.0` (all addresses of a pod) with the one address that a pod has here, as a whole text or before a port. */
export function rewriteWildcard(text: string, podIp: string): string {
  return text.replace(/(?<![\d.])0\.0\.0\.0(?=$|:\d+$)/, podIp);
}
