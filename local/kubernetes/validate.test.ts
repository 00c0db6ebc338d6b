import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { UserErrors, type KubernetesObject } from '../../contract';
import { nodeJob, web, webService } from '../testing/manifests';
import { fieldTable } from './fields';
import { RUN_KINDS } from './kinds';
import { validate } from './validate';

const GOLDEN = join(__dirname, '..', '..', 'tests', 'golden');

function message(...objects: unknown[]): string {
  try {
    validate(objects as KubernetesObject[]);
  } catch (error) {
    return (error as Error).message;
  }
  return 'accepted';
}

test.each(
  readdirSync(GOLDEN, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name),
)('every manifest of the profile %s can run', (profile) => {
  const files = readdirSync(join(GOLDEN, profile)).filter((name) => name.endsWith('.yaml'));
  const objects = files.flatMap((name) =>
    parseAllDocuments(readFileSync(join(GOLDEN, profile, name), 'utf8')).map((document) => document.toJS() as KubernetesObject),
  );
  expect(validate(objects)).toHaveLength(objects.length);
  expect(objects.length).toBeGreaterThan(5);
});

test('a kind that does not run is named, with the nearest one that does', () => {
  expect(message({ apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'agent' } })).toMatch(
    /^DaemonSet\/agent\n {2}the local engine does not run apps\/v1 DaemonSet\./,
  );
  expect(message({ apiVersion: 'apps/v1', kind: 'Deploymnt', metadata: { name: 'x' } })).toContain('Did you mean Deployment?');
});

test('an unknown field is named with its path and the nearest field', () => {
  expect(message(web({ container: { readinesProbe: {} } }))).toBe(
    'Deployment/web  spec.template.spec.containers[0].readinesProbe\n  is not a field that the local engine knows.\n  Did you mean readinessProbe?\n  code: manifest-wrong',
  );
});

test('a field that would change what the pods do is refused with what to do instead', () => {
  expect(message(web({ pod: { initContainers: [{ name: 'a' }] } }))).toBe(
    'Deployment/web  spec.template.spec.initContainers\n  is not supported by the local engine: let the program itself prepare what it needs.\n  code: manifest-wrong',
  );
});

test('a field without meaning on one machine is accepted', () => {
  expect(message(web({ pod: { tolerations: [{ key: 'x' }], affinity: {}, securityContext: { runAsUser: 1 } } }))).toBe(
    'accepted',
  );
});

test('a value that one machine cannot honour is refused while its default is accepted', () => {
  expect(message(web({ pod: { hostNetwork: false } }))).toBe('accepted');
  expect(message(web({ pod: { hostNetwork: true } }))).toContain('hostNetwork\n  must be false on the local engine');
  expect(message(webService('web', { type: 'LoadBalancer' }))).toContain('Service/web  spec.type');
});

test('all mistakes of all objects are named at once', () => {
  const broken = [web({ container: { tty: true } }), webService('web', { selectors: {} })] as KubernetesObject[];
  expect(() => validate(broken)).toThrow(UserErrors);
  expect(message(...broken)).toMatch(/containers\[0\]\.tty[\s\S]*Service\/web {2}spec\.selectors/);
});

test('a missing field and a wrong type are reported in plain words', () => {
  expect(message({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'x' } })).toBe(
    'Deployment/x  spec\n  is missing.\n  code: manifest-wrong',
  );
  expect(message(web({ container: { env: [{ name: 'A', value: 1 }] } }))).toContain('must be of type string, not number.');
});

test('the selector must select the template, as the API server demands', () => {
  expect(message(web({ spec: { selector: { matchLabels: { app: 'other' } } } }))).toContain('Deployment/web  spec.selector');
});

test('a probe and a mount must point at ports and volumes that exist', () => {
  expect(message(web({ container: { livenessProbe: { tcpSocket: { port: 'admin' } } } }))).toContain('no port is called admin.');
  expect(message(web({ container: { volumeMounts: [{ name: 'data', mountPath: '/data' }] } }))).toContain(
    'no volume is called data.',
  );
});

test('a Job never restarts for ever', () => {
  const job = nodeJob('once', '') as unknown as { spec: { template: { spec: { restartPolicy: string } } } };
  job.spec.template.spec.restartPolicy = 'Always';
  expect(message(job)).toContain('Job/once  spec.template.spec.restartPolicy\n  must be Never or OnFailure in a Job.');
});

test('quantities and defaults are read as Kubernetes reads them', () => {
  const [deployment] = validate([web({ container: { resources: { limits: { cpu: 2, memory: '1Gi' } } } })]);
  expect(deployment?.parsed).toMatchObject({
    spec: {
      template: {
        spec: {
          terminationGracePeriodSeconds: 30,
          containers: [
            {
              resources: {
                limits: { cpuMillis: 2000, memoryBytes: 2 ** 30 },
                requests: { cpuMillis: 2000, memoryBytes: 2 ** 30 },
              },
              readinessProbe: { periodSeconds: 1, timeoutSeconds: 1, successThreshold: 1, failureThreshold: 3 },
            },
          ],
        },
      },
    },
  });
});

test('null stands for an absent field', () => {
  expect(message(web({ container: { args: null, env: null } }))).toBe('accepted');
});

test('the table of fields says of each field whether it runs, is ignored or is refused', () => {
  const table = fieldTable(RUN_KINDS.Deployment);
  expect(table.get('spec.replicas')).toEqual({ rule: 'run' });
  expect(table.get('spec.template.spec.containers.readinessProbe.httpGet.path')).toEqual({ rule: 'run' });
  expect(table.get('spec.template.spec.tolerations')).toEqual({ rule: 'ignored', why: 'there is one machine' });
  expect(table.get('spec.template.spec.hostAliases')).toEqual({ rule: 'refused', why: 'use a Service' });
});
