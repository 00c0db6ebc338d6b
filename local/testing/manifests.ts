import type { App, KubernetesObject } from '../../contract';

export const NAMESPACE = 'lab-test';

/** An app of the tests: a JavaScript file of this folder as the entry point of an image. */
export function testApp(name: string, script: string): App {
  return {
    schema: 'lab.app/v1',
    name,
    content: [script],
    dockerfile: 'none',
    command: ['node', `${__dirname}/${script}`],
    hostEnv: { HOST: '${podIp}' },
    hostArgs: [],
    buildSeconds: 1,
    check: { commands: [['node', '--version']] },
    contentHash: '0123456789ab',
  };
}

export const WEB_APP = testApp('web', 'server.js');
export const WEB_IMAGE = 'ml-scaling-lab/web:0123456789ab';

export interface WebOptions {
  readonly name?: string;
  readonly kind?: 'Deployment' | 'StatefulSet';
  readonly replicas?: number;
  readonly container?: Readonly<Record<string, unknown>>;
  readonly pod?: Readonly<Record<string, unknown>>;
  readonly spec?: Readonly<Record<string, unknown>>;
}

const ready = { httpGet: { path: '/readyz', port: 8000 }, periodSeconds: 1 };

/** A Deployment or StatefulSet of the test web server. */
export function web({
  name = 'web',
  kind = 'Deployment',
  replicas = 1,
  container,
  pod,
  spec,
}: WebOptions = {}): KubernetesObject {
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, namespace: NAMESPACE },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: {
          containers: [
            {
              name: 'web',
              image: WEB_IMAGE,
              ports: [{ containerPort: 8000, name: 'http' }],
              readinessProbe: ready,
              ...container,
            },
          ],
          ...pod,
        },
      },
      ...spec,
    },
  };
}

/** A Service in front of `web`. */
export function webService(
  name = 'web',
  spec: Readonly<Record<string, unknown>> = {},
  annotations: Readonly<Record<string, string>> = {},
): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: NAMESPACE, annotations },
    spec: { selector: { app: name }, ports: [{ port: 8080, targetPort: 'http' }], ...spec },
  };
}

/** A Job that runs a line of JavaScript. */
export function nodeJob(name: string, code: string, spec: Readonly<Record<string, unknown>> = {}): KubernetesObject {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace: NAMESPACE },
    spec: {
      backoffLimit: 0,
      template: {
        spec: {
          restartPolicy: 'Never',
          containers: [
            {
              name: 'job',
              image: WEB_IMAGE,
              command: ['node', '-e', code],
              env: [{ name: 'LAB_JOB_RESULT', value: '/results/result.json' }],
              volumeMounts: [{ name: 'results', mountPath: '/results' }],
            },
          ],
          volumes: [{ name: 'results', emptyDir: {} }],
        },
      },
      ...spec,
    },
  };
}
