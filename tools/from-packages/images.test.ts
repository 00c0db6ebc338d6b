import { join } from 'node:path';
import { nodeImages, programDockerfile, standInFor, type Ingredient, type NodeImages } from './images';
import { Layout } from './layout';

const layout = new Layout(join(__dirname, '..', '..'), '/cache');
const KIND: Ingredient = { path: '/modules/kind/images/base/files', identity: ['kind', 'v0.33.0'] };
const FOLDERS = Object.fromEntries(
  ['kube', 'etcd', 'coredns', 'pause', 'metrics-server'].map((name) => [name, layout.part(name, 'a1b2c3')]),
);
const imagesOf = (folders: Readonly<Record<string, string>>): NodeImages =>
  nodeImages(layout, 'base:1', folders, KIND, '/build/images.tar');

test.each([
  ['registry.k8s.io/kube-apiserver:v1.35.4', 'kube'],
  ['registry.k8s.io/kube-proxy:v1.35.4', 'kube'],
  ['registry.k8s.io/coredns/coredns:v1.13.1', 'coredns'],
  ['registry.k8s.io/etcd:3.6.6-0', 'etcd'],
  ['registry.k8s.io/metrics-server/metrics-server:v0.9.0', 'metrics-server'],
])('%s is what %s was built for', (wanted, name) => {
  expect(standInFor(wanted)).toBe(name);
});

test('a new program gives a new image for its pod and a new node, and leaves the others alone', () => {
  const before = imagesOf(FOLDERS);
  const after = imagesOf({ ...FOLDERS, etcd: layout.part('etcd', 'ffffff') });
  expect(after.pods['etcd']!.tag).not.toBe(before.pods['etcd']!.tag);
  expect(after.node.tag).not.toBe(before.node.tag);
  expect(after.pods['kube']!.tag).toBe(before.pods['kube']!.tag);
  expect(after.base.tag).toBe(before.base.tag);
});

test('a new base rebuilds everything on top of it', () => {
  const other = nodeImages(layout, 'base:2', FOLDERS, KIND, '/build/images.tar');
  const { base, node, pods } = imagesOf(FOLDERS);
  expect([other.base.tag, other.node.tag, other.pods['kube']!.tag]).not.toEqual([base.tag, node.tag, pods['kube']!.tag]);
  expect(other.pods['etcd']!.tag).toBe(pods['etcd']!.tag);
});

test('the node image says its Kubernetes version, for people who list images', () => {
  expect(imagesOf(FOLDERS).node.tag).toMatch(/^ml-scaling-lab\/kind-node:v1\.35\.4-[0-9a-f]{12}$/);
});

test('a program alone in an image is found under its own name', () => {
  expect(programDockerfile('etcd', '0')).toContain('ENTRYPOINT ["/usr/local/bin/etcd"]');
});
