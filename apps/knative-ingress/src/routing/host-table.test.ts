import type { IngressPath, KIngress } from '../kubernetes/objects';
import { CLASS, ingressFor, splitTo } from '../testing/cluster';
import { hostTables, isOfClass, routeFor } from './host-table';

const path = (service: string, fields: Partial<IngressPath> = {}): IngressPath => ({ splits: [splitTo(service)], ...fields });

function ingress(paths: readonly IngressPath[], visibility: 'ExternalIP' | 'ClusterLocal' = 'ClusterLocal'): KIngress {
  return ingressFor('web', 'web.lab', [], { spec: { rules: [{ hosts: ['Web.lab'], visibility, http: { paths } }] } });
}

function serviceFor(one: KIngress, url: string, headers: Record<string, string> = {}, host = 'web.lab'): string | undefined {
  return routeFor(hostTables([one]).private, { host, url, headers })?.path.splits[0]?.serviceName;
}

test('a host is found whatever its case and port', () => {
  expect(serviceFor(ingress([path('a')]), '/', {}, 'WEB.lab:80')).toBe('a');
  expect(serviceFor(ingress([path('a')]), '/', {}, 'other.lab')).toBeUndefined();
});

test('the longest path that fits wins, whatever the order', () => {
  const one = ingress([path('all'), path('short', { path: '/v1' }), path('long', { path: '/v1/predict' })]);
  expect(serviceFor(one, '/v1/predict?x=1')).toBe('long');
  expect(serviceFor(one, '/v1/else')).toBe('short');
  expect(serviceFor(one, '/')).toBe('all');
});

test("a path with headers is taken by requests that have them, as Knative's probes and tags do", () => {
  const one = ingress([
    path('all', { path: '/very/long/path' }),
    path('probed', { headers: { 'K-Network-Hash': { exact: 'override' } } }),
    path('rest'),
  ]);
  expect(serviceFor(one, '/very/long/path', { 'k-network-hash': 'override' })).toBe('probed');
  expect(serviceFor(one, '/', { 'k-network-hash': 'other' })).toBe('rest');
});

test('clients from outside do not find cluster-local hosts', () => {
  const wanted = { host: 'web.lab', url: '/', headers: {} };
  expect(routeFor(hostTables([ingress([path('a')])]).public, wanted)).toBeUndefined();
  expect(routeFor(hostTables([ingress([path('a')], 'ExternalIP')]).public, wanted)?.ingress).toBe('lab/web');
});

test('objects of another class are ignored', () => {
  const metadata = { name: 'web', namespace: 'lab', annotations: { 'networking.knative.dev/ingress.class': 'kourier' } };
  expect(isOfClass(ingress([]), CLASS)).toBe(true);
  expect(isOfClass({ ...ingress([]), metadata }, CLASS)).toBe(false);
});
