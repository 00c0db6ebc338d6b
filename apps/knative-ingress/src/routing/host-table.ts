import type { IncomingHttpHeaders } from 'node:http';
import { keyOf, type IngressPath, type KIngress } from '../kubernetes/objects';

/** Where a request came in: from outside the cluster, or from inside. */
export type Side = 'public' | 'private';

export interface Route {
  /** `namespace/name` of the KIngress. */
  readonly ingress: string;
  readonly path: IngressPath;
}

/** Routes by host in lower case, the most specific first. */
export type HostTable = ReadonlyMap<string, readonly Route[]>;

export interface Wanted {
  readonly host: string;
  /** Path with query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

const CLASS_ANNOTATIONS = ['networking.knative.dev/ingress-class', 'networking.knative.dev/ingress.class'] as const;

/** True when the class of a KIngress is that of this ingress. */
export function isOfClass({ metadata }: KIngress, ingressClass: string): boolean {
  return CLASS_ANNOTATIONS.some((key) => metadata.annotations?.[key] === ingressClass);
}

/** The routes of all KIngress objects. Clients from outside do not get cluster-local rules. */
export function hostTables(ingresses: readonly KIngress[]): Readonly<Record<Side, HostTable>> {
  const rules = ingresses.flatMap((ingress) =>
    (ingress.spec.rules ?? []).flatMap(({ hosts = [], visibility, http }) => {
      const routes = (http?.paths ?? []).map((path): Route => ({ ingress: keyOf(ingress), path }));
      return hosts.map((host) => ({ host: host.toLowerCase(), isPublic: visibility !== 'ClusterLocal', routes }));
    }),
  );
  return { public: tableOf(rules.filter(({ isPublic }) => isPublic)), private: tableOf(rules) };
}

function tableOf(rules: readonly { readonly host: string; readonly routes: readonly Route[] }[]): HostTable {
  const table = new Map<string, Route[]>();
  for (const { host, routes } of rules) table.set(host, [...(table.get(host) ?? []), ...routes]);
  for (const routes of table.values()) routes.sort((one, other) => compare(one.path, other.path));
  return table;
}

/** More headers to match first, then the longer path. */
function compare(one: IngressPath, other: IngressPath): number {
  const headers = ({ headers: wanted = {} }: IngressPath): number => Object.keys(wanted).length;
  return headers(other) - headers(one) || (other.path?.length ?? 0) - (one.path?.length ?? 0);
}

/** The route of a request; undefined when none matches. */
export function routeFor(table: HostTable, { host, url, headers }: Wanted): Route | undefined {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  return table.get(name)?.find(({ path }) => url.startsWith(path.path ?? '/') && hasHeaders(headers, path.headers ?? {}));
}

function hasHeaders(headers: IncomingHttpHeaders, wanted: NonNullable<IngressPath['headers']>): boolean {
  return Object.entries(wanted).every(([name, { exact }]) => headers[name.toLowerCase()] === exact);
}
