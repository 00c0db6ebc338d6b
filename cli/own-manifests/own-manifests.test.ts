import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { readMapping } from './mapping';
import { ownObjects } from './objects';

const folder = mkdtempSync(join(tmpdir(), 'own-manifests-'));
afterAll(() => rmSync(folder, { recursive: true }));
const written = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const mapping = (text: string) => readMapping(written('images.yaml', text));
const objects = (text: string) => ownObjects(written('shop.yaml', text));

describe('the mapping of images', () => {
  test('takes a command, or more, from the folder of its file', () => {
    const { images } = mapping(
      "images: { 'shop:1': 'node server.js', 'b:2': { command: [./b, -v], folder: bin, env: { A: b } } }",
    );
    expect(images).toEqual({
      'shop:1': { command: ['node', 'server.js'], folder, environment: { HOME: homedir() }, manifest: 'foreign' },
      'b:2': {
        command: ['./b', '-v'],
        folder: join(folder, 'bin'),
        environment: { HOME: homedir(), A: 'b' },
        manifest: 'foreign',
      },
    });
  });

  test('says what to measure', () => {
    const { measure } = mapping('images: { a: a }\nmeasure: { shop: { request: { path: /items } } }');
    expect(measure['shop']).toMatchObject({ request: { method: 'GET', path: '/items' }, scenario: undefined });
  });

  test.each([
    ['image: { a: b }', /image/],
    ["images: { a: '' }", /images.a/],
    ['images: { a: a }\nmeasure: { shop: { request: { protocol: grpc } } }', /not measured yet/],
    ["images: { a: a }\nmeasure: { shop: { request: { body: '{{json}}' } } }", /no data to fill it/],
  ])('%s is refused', (text, problem) => expect(() => mapping(text)).toThrow(problem));
});

describe("somebody's manifests", () => {
  test('are objects of all their documents and lists; what this machine does not run is named', () => {
    const { objects: found, notes } = objects(`
apiVersion: v1
kind: List
items: [{ apiVersion: v1, kind: ConfigMap, metadata: { name: a } }]
---
---
{ apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: { name: web } }`);
    expect(found.map(({ kind }) => kind)).toEqual(['ConfigMap']);
    expect(notes).toEqual(['Ingress/web is not run: this machine runs no Ingress.']);
  });

  test('a Service of a cluster’s edge is offered on this machine', () => {
    const { objects: found, notes } = objects(
      '{ apiVersion: v1, kind: Service, metadata: { name: web }, spec: { type: LoadBalancer, selector: { a: b }, externalTrafficPolicy: Local, ports: [{ port: 80, nodePort: 30000 }] } }',
    );
    expect(found[0]?.['spec']).toEqual({ selector: { a: 'b' }, ports: [{ port: 80 }] });
    expect(notes).toEqual(['Service/web is offered on this machine only, not as LoadBalancer.']);
  });

  test('commands of images are not run, and that is said', () => {
    const { notes } = objects(
      '{ apiVersion: apps/v1, kind: Deployment, metadata: { name: web }, spec: { template: { spec: { containers: [{ name: a, image: b, command: [rm] }] } } } }',
    );
    expect(notes).toEqual(['Deployment/web: command and args of container a are not run, the mapping of its image is.']);
  });

  test.each([
    ['a: [', /is not valid YAML/],
    ['a: 1', /is no Kubernetes object/],
    ['kind: Ingress\napiVersion: a\nmetadata: { name: a }', /no object that this machine runs/],
    [`a: &a [1,1]\nb: &b [${'*a,'.repeat(90)}]\nc: [${'*b,'.repeat(90)}]`, /cannot be read|no Kubernetes object/],
  ])('%# is refused', (text, problem) => expect(() => objects(text)).toThrow(problem));
});
