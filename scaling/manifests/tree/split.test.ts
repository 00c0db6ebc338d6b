import { deploymentsOf, type FileContents } from './split';

/** `path: Kind name[@namespace] …` */
function file(line: string): FileContents {
  const [path = '', objects = ''] = line.split(': ');
  return {
    path,
    objects: objects.split(' ').map((one) => {
      const [kind = '', name = '', namespace] = one.split(/[.@]/);
      return { kind, name, namespace, isRead: true };
    }),
  };
}

function split(...sides: string[][]): Record<string, string> {
  return Object.fromEntries(deploymentsOf(sides.map((lines) => lines.map(file))));
}

test('folders that hold the same object are a deployment each', () => {
  expect(split(['dev/web.yaml: Deployment.web HPA.web', 'prod/web.yaml: Deployment.web HPA.web', 'ns.yaml: Quota.all'])).toEqual({
    'dev/web.yaml': 'dev',
    'prod/web.yaml': 'prod',
    'ns.yaml': '',
  });
});

test('what is there once belongs together, however deep', () => {
  expect(split(['a/deploy/web.yaml: Deployment.web', 'a/scale/hpa.yaml: HPA.web', 'b/api.yaml: Deployment.api'])).toEqual({
    'a/deploy/web.yaml': '',
    'a/scale/hpa.yaml': '',
    'b/api.yaml': '',
  });
});

test('the nearest folder that holds autoscaler and target is the deployment', () => {
  expect(
    split([
      'dev/deploy/web.yaml: Deployment.web',
      'dev/scale/hpa.yaml: HPA.web',
      'prod/deploy/web.yaml: Deployment.web',
      'prod/scale/hpa.yaml: HPA.web',
    ]),
  ).toEqual({
    'dev/deploy/web.yaml': 'dev',
    'dev/scale/hpa.yaml': 'dev',
    'prod/deploy/web.yaml': 'prod',
    'prod/scale/hpa.yaml': 'prod',
  });
});

test('files beside each other that hold the same object are a deployment each', () => {
  expect(split(['dev.yaml: Deployment.web', 'prod.yaml: Deployment.web', 'other.yaml: Deployment.api'])).toEqual({
    'dev.yaml': 'dev.yaml',
    'prod.yaml': 'prod.yaml',
    'other.yaml': '',
  });
});

test('other namespaces are other objects; a namespace that is not written may be any', () => {
  expect(split(['a/x.yaml: Deployment.web@a', 'b/x.yaml: Deployment.web@b'])).toEqual({ 'a/x.yaml': '', 'b/x.yaml': '' });
  expect(split(['a/x.yaml: Deployment.web@a', 'b/x.yaml: Deployment.web'])).toEqual({ 'a/x.yaml': 'a', 'b/x.yaml': 'b' });
});

test('a folder that one side only has splits both sides alike', () => {
  const base = ['prod/web.yaml: Deployment.web'];
  expect(split(base, [...base, 'staging/web.yaml: Deployment.web'])).toEqual({
    'prod/web.yaml': 'prod',
    'staging/web.yaml': 'staging',
  });
  expect(split(base, base)).toEqual({ 'prod/web.yaml': '' });
});
