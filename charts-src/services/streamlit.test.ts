import { objectOf, objectsOf, refusalOf } from '../testing/lab';

const ON = 'services: { streamlit: { enabled: true } }';

interface Container {
  readonly env: { readonly name: string; readonly value: string }[];
  readonly readinessProbe: { readonly httpGet: { readonly path: string } };
}
interface PodTemplate {
  readonly template: { readonly spec: { readonly containers: [Container]; readonly [field: string]: unknown } };
}

const podSpec = (...texts: string[]) =>
  (objectOf(objectsOf(...texts), 'Deployment', 'streamlit') as unknown as { spec: PodTemplate }).spec.template.spec;
const addresses = (...texts: string[]) =>
  Object.fromEntries(
    podSpec(...texts)
      .containers[0].env.filter(({ name }) => name.endsWith('_URL'))
      .map(({ name, value }) => [name, value]),
  );

test('the page is off by default and leaves every other manifest as it is', () => {
  expect(objectsOf('').filter(({ metadata }) => metadata.name === 'streamlit')).toEqual([]);
  expect(objectsOf('services: { streamlit: { enabled: false, port: 9000 } }')).toEqual(objectsOf(''));
});

test('the page gets the address of every enabled server that a person can try, and of no other', () => {
  expect(addresses(ON)).toEqual({
    FASTAPI_URL: 'http://fastapi.ml-scaling-lab.svc.cluster.local:8000',
    QUEUE_URL: 'http://queue-api.ml-scaling-lab.svc.cluster.local:8001',
  });
  const triton = 'services: { queue: { enabled: false }, triton: { enabled: true, port: 8100 }, streamlit: { enabled: true } }';
  expect(addresses(triton)).toEqual({
    FASTAPI_URL: 'http://fastapi.ml-scaling-lab.svc.cluster.local:8000',
    TRITON_URL: 'http://triton.ml-scaling-lab.svc.cluster.local:8100',
  });
});

test('a Knative service is reached on its usual port', () => {
  expect(addresses(ON, 'services: { fastapi: { autoscaling: { knative: {} } } }')['FASTAPI_URL']).toMatch(/:80$/);
});

test('only the pods of the page get a token, and it may look but not change', () => {
  expect(podSpec(ON)).toMatchObject({ automountServiceAccountToken: true, serviceAccountName: 'streamlit' });
  const rules = (objectOf(objectsOf(ON), 'Role', 'streamlit') as unknown as { rules: { verbs: string[]; resources: string[] }[] })
    .rules;
  expect(new Set(rules.flatMap(({ verbs }) => verbs))).toEqual(new Set(['get', 'list']));
  expect(rules.flatMap(({ resources }) => resources)).not.toContain('secrets');
});

test('probes ask Streamlit itself whether it serves', () => {
  expect(podSpec(ON).containers[0].readinessProbe.httpGet.path).toBe('/_stcore/health');
});

test('the page may reach the services, and people may reach the page', () => {
  const objects = objectsOf(ON);
  const policy = (name: string) => JSON.stringify(objectOf(objects, 'NetworkPolicy', name));
  expect(policy('streamlit')).toContain('"port":8501');
  expect(policy('streamlit')).toContain('"app.kubernetes.io/name":"fastapi"');
  for (const server of ['fastapi', 'queue-api', 'queue-worker'])
    expect(policy(server)).toContain('"app.kubernetes.io/name":"streamlit"');
  expect(policy('redis')).not.toContain('streamlit');
});

test('a wrong setting is named with its place', () => {
  expect(refusalOf('services: { streamlit: { enabeld: true } }')).toMatch(/services\.streamlit\.enabeld[\s\S]*enabled/);
});

test('a benchmark of load tools runs in the image that has them', () => {
  const lab = [
    'scenarios: { burst: { phases: [{ seconds: 20, rps: 5 }] } }',
    'benchmarks: { load/tools: { kind: tools, target: fastapi, scenario: burst, tools: [vegeta, k6] } }',
  ].join('\n');
  const job = objectOf(objectsOf(lab), 'Job', 'bench-load-tools') as unknown as {
    spec: PodTemplate & { activeDeadlineSeconds: number };
  };
  expect(job.spec.template.spec.containers[0]).toMatchObject({ image: 'ml-scaling-lab/load-tools:000000000000' });
  expect(job.spec.activeDeadlineSeconds).toBeGreaterThan(2 * 2 * 20);
});
