import { keyOf, type EndpointSlice, type Service, type Split } from '../kubernetes/objects';

/** A pod's address and port. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

const SERVICE_LABEL = 'kubernetes.io/service-name';

/** EndpointSlices by `namespace/name` of their Service. */
export function slicesByService(slices: Iterable<EndpointSlice>): ReadonlyMap<string, readonly EndpointSlice[]> {
  const byService = new Map<string, EndpointSlice[]>();
  for (const slice of slices) {
    const service = slice.metadata.labels?.[SERVICE_LABEL];
    if (service === undefined || slice.addressType === 'FQDN') continue;
    const key = keyOf({ metadata: { name: service, namespace: slice.metadata.namespace } });
    byService.set(key, [...(byService.get(key) ?? []), slice]);
  }
  return byService;
}

/** Ready addresses behind the port of a Service that a split names, each once. */
export function addressesOf(
  { servicePort }: Split,
  service: Service | undefined,
  slices: readonly EndpointSlice[] = [],
): Address[] {
  const port = service?.spec.ports?.find((one) => one.port === Number(servicePort) || one.name === servicePort);
  if (port === undefined) return [];
  const found = slices.flatMap(({ endpoints = [], ports = [] }) => {
    const number = ports.find(({ name = '' }) => name === (port.name ?? ''))?.port;
    if (number === undefined) return [];
    return endpoints
      .filter(({ conditions }) => conditions?.ready !== false)
      .flatMap(({ addresses }) => addresses.map((host): Address => ({ host, port: number })));
  });
  return [...new Map(found.map((address) => [nameOf(address), address])).values()];
}

/** `10.244.0.7:8012` */
export function nameOf({ host, port }: Address): string {
  return `${host}:${port}`;
}
