import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { partImages } from '../addons/addon-build';
import { KNATIVE_PARTS } from '../programs';
import { releasedManifests, type KnativeModules } from './sources';

const root = mkdtempSync(join(tmpdir(), 'knative-modules-'));
afterAll(() => rmSync(root, { recursive: true }));

const yaml = (kind: string, name: string): string => `apiVersion: v1\nkind: ${kind}\nmetadata: { name: ${name} }\n`;

function modules(files: Readonly<Record<string, string>>): KnativeModules {
  const folder = mkdtempSync(join(root, 'm-'));
  const all = {
    'serving/config/core/100-namespace.yaml': yaml('Namespace', 'knative-serving'),
    'serving/config/core/200-serviceaccount.yaml': yaml('ServiceAccount', 'controller'),
    ...Object.fromEntries(
      ['200-roles', '300-resources', 'configmaps', 'deployments', 'webhooks'].map((name) => [
        `serving/config/core/${name}/placeholder.go`,
        'package core\n',
      ]),
    ),
    ...Object.fromEntries(
      ['certificate', 'config-network', 'domain-claim', 'ingress', 'serverlessservice'].map((name) => [
        `networking/config/${name}.yaml`,
        yaml('CustomResourceDefinition', name),
      ]),
    ),
    'caching/config/image.yaml': yaml('CustomResourceDefinition', 'image'),
    ...files,
  };
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return { serving: join(folder, 'serving'), networking: join(folder, 'networking'), caching: join(folder, 'caching') };
}

test('objects come in the order of their files, the definitions of other modules included, empty documents left out', () => {
  const deployments = `# Copyright\n---\n${yaml('Deployment', 'webhook')}---\n${yaml('Service', 'webhook')}---\n`;
  const objects = releasedManifests(modules({ 'serving/config/core/deployments/webhook.yaml': deployments }));
  expect(objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`)).toEqual([
    'Namespace/knative-serving',
    'ServiceAccount/controller',
    'Deployment/webhook',
    'Service/webhook',
    ...['certificate', 'config-network', 'domain-claim', 'ingress', 'serverlessservice', 'image'].map(
      (name) => `CustomResourceDefinition/${name}`,
    ),
  ]);
});

test('a file that is no YAML is named', () => {
  expect(() => releasedManifests(modules({ 'serving/config/core/webhooks/broken.yaml': 'a: [1\n' }))).toThrow('broken.yaml');
});

test("another program makes another image of its part, and leaves the others' alone", () => {
  const images = (programs: Record<string, string>) => partImages('knative', KNATIVE_PARTS, programs);
  const before = images({ 'knative-queue': '/parts/knative-queue-1', 'knative-webhook': '/parts/knative-webhook-1' });
  const after = images({ 'knative-queue': '/parts/knative-queue-2', 'knative-webhook': '/parts/knative-webhook-1' });
  expect(after.queue.tag).not.toBe(before.queue.tag);
  expect(after.webhook.tag).toBe(before.webhook.tag);
  expect(before.queue.dockerfile).toContain('USER 65532:65532');
});
