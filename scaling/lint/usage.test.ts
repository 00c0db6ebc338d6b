import fc from 'fast-check';
import { cpuPercent, external, hpa, messagesIn, ownContainer, resourcePercent, rulesIn, workload } from './testing/objects';

function resources(requests: object, limits?: object): object {
  return { container: { resources: { requests, limits } } };
}

describe('a target that usage cannot pass', () => {
  test.each([
    [150, '500m', '500m', 'is below it'],
    [95, '500m', '500m', 'within the tolerance of 10 % above it'],
    [100, '500m', '500m', 'within the tolerance of 10 % above it'],
    [200, '500m', '1', 'within the tolerance of 10 % above it'],
    [300, '500m', '1', 'is below it'],
  ])('%d %% of %s under a limit of %s', (percent, request, limit, said) => {
    const found = messagesIn(
      workload('web', resources({ cpu: request }, { cpu: limit })),
      hpa('web', { metrics: [cpuPercent(percent)] }),
    );
    expect(found).toEqual([expect.stringContaining(said)]);
  });

  test.each([
    [90, '500m', '500m'],
    [150, '500m', '1'],
    [150, '500m', undefined],
  ])('%d %% of %s under a limit of %s works', (percent, request, limit) => {
    const limits = limit === undefined ? undefined : { cpu: limit };
    expect(rulesIn(workload('web', resources({ cpu: request }, limits)), hpa('web', { metrics: [cpuPercent(percent)] }))).toEqual(
      [],
    );
  });

  test('a container without a limit, or a smaller tolerance, leaves room', () => {
    const open = { ...ownContainer('side'), resources: { requests: { cpu: '1' } } };
    const closed = { ...ownContainer('web'), resources: { requests: { cpu: '1' }, limits: { cpu: '1' } } };
    expect(rulesIn(workload('web', { containers: [closed, open] }), hpa('web', { metrics: [cpuPercent(150)] }))).toEqual([]);
    const exact = hpa('web', { metrics: [cpuPercent(95)], behavior: { scaleUp: { tolerance: '0.01' } } });
    expect(rulesIn(workload('web', { containers: [closed] }), exact)).toEqual([]);
  });

  test('an amount, and the metric of one container', () => {
    const amount = { type: 'Resource', resource: { name: 'cpu', target: { type: 'AverageValue', averageValue: '2' } } };
    expect(messagesIn(workload('web'), hpa('web', { metrics: [amount] }))[0]).toContain(
      'is an average of 2 CPU; the limit of 1 CPU',
    );
    const target = { type: 'Utilization', averageUtilization: 300 };
    const one = { type: 'ContainerResource', containerResource: { name: 'cpu', container: 'web', target } };
    expect(rulesIn(workload('web'), hpa('web', { metrics: [one] }))).toEqual(['target-above-limit']);
  });

  test('says so exactly where the ratio at the limit stays within 10 %', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 2000 }), fc.integer({ min: 10, max: 400 }), (limitMilli, percent) => {
        const pods = workload('web', resources({ cpu: '100m' }, { cpu: `${limitMilli}m` }));
        const found = rulesIn(pods, hpa('web', { metrics: [cpuPercent(percent)] })).includes('target-above-limit');
        expect(found).toBe(limitMilli / percent <= 1.1);
      }),
      { numRuns: 60 },
    );
  });
});

test.each([
  ['10m', 80, true],
  ['50m', 25, true],
  ['25m', 100, true],
  ['100m', 50, false],
])('%s at %d %% is what an idle process uses: %s', (cpu, percent, isIdle) => {
  const found = rulesIn(workload('web', resources({ cpu })), hpa('web', { metrics: [cpuPercent(percent)] }));
  expect(found.includes('cpu-target-of-few-millicores')).toBe(isIdle);
});

describe('memory', () => {
  const memory = hpa('jvm', { metrics: [resourcePercent('memory', 60)] });
  const jvm = (container: object): string[] =>
    messagesIn(
      workload('jvm', { container: { resources: { requests: { memory: '2Gi' }, limits: { memory: '2Gi' } }, ...container } }),
      memory,
    );

  test.each([
    [{ command: ['java', '-Xms1500m', '-jar', 'app.jar'] }, 'takes 1.465 GiB at the start'],
    [{ command: ['sh', '-c', 'exec java -Xms1g -Xms1500M -jar app.jar'] }, 'takes 1.465 GiB at the start'],
    [{ env: [{ name: 'JAVA_TOOL_OPTIONS', value: '-XX:InitialRAMPercentage=75.0' }] }, 'takes 1.5 GiB at the start'],
    [{ env: [{ name: 'JAVA_OPTS', value: '-Xmx1536m' }] }, 'may grow to 1.5 GiB'],
    [{ env: [{ name: 'ES_JAVA_OPTS', value: '-Xms1g -Xmx1536m' }] }, 'may grow to 1.5 GiB'],
    [{ args: ['-XX:MaxRAMPercentage=80'] }, 'may grow to 1.6 GiB'],
  ])('%j %s', (container, said) => {
    expect(jvm(container)).toEqual([expect.stringMatching(`^heap-above-memory-target: .*${said.replaceAll('.', '\\.')}`)]);
  });

  test('a heap below the target leaves the general note', () => {
    expect(jvm({ command: ['java', '-Xmx512m'] })).toEqual([
      'memory-does-not-fall: is 60 % of 2 GiB: memory that a process keeps after a peak holds the count up',
    ]);
  });

  test('is not measured where CPU is the metric', () => {
    expect(rulesIn(workload('jvm', { container: { command: ['java', '-Xmx4g'] } }), hpa('jvm'))).toEqual([]);
  });
});

describe('type Value', () => {
  const total = { type: 'Value', value: '10' };

  test.each(['rabbitmq_queue_messages_ready', 'kafka_consumergroup_lag', 'celery_queue_length', 'jobs', 'sidekiq_queue_depth'])(
    'on %s multiplies the pods',
    (name) =>
      expect(rulesIn(workload('web'), hpa('web', { metrics: [external(name, total)] }))).toEqual(['value-target-on-queue']),
  );

  test.each(['http_requests_per_second', 'queue_latency_seconds', 'gpu_utilization', 'oldest_message_age', 'queue_fill_ratio'])(
    'on %s is a ratio of the whole',
    (name) => expect(rulesIn(workload('web'), hpa('web', { metrics: [external(name, total)] }))).toEqual([]),
  );

  test('an average is right for a queue, and the metric of an object is looked at too', () => {
    const average = external('queue_length', { type: 'AverageValue', averageValue: '10' });
    expect(rulesIn(workload('web'), hpa('web', { metrics: [average] }))).toEqual([]);
    const describedObject = { apiVersion: 'v1', kind: 'Service', name: 'queue' };
    const metric = { type: 'Object', object: { describedObject, metric: { name: 'queue_length' }, target: total } };
    expect(rulesIn(workload('web'), hpa('web', { metrics: [metric] }))).toEqual(['value-target-on-queue']);
  });
});

describe('one direction of behavior', () => {
  const down = { scaleDown: { stabilizationWindowSeconds: 600 } };
  test.each([
    [1, 10, 'from 1 to 5 pods instead of 4'],
    [2, 10, 'from 2 to 6 pods instead of 4'],
    [3, 10, 'from 3 to 7 pods instead of 6'],
    [1, 5, 'from 1 to 5 pods instead of 4'],
  ])('changes the step up between %d and %d pods', (min, max, said) => {
    expect(messagesIn(workload('web'), hpa('web', { min, max, behavior: down }))).toEqual([expect.stringContaining(said)]);
  });

  test.each([
    ['from 4 pods on both take the same step', 4, 40, down],
    ['the maximum is as near', 1, 4, down],
    ['scale-down has the same defaults', 1, 10, { scaleUp: { stabilizationWindowSeconds: 60 } }],
  ])('changes nothing where %s', (_, min, max, behavior) => {
    expect(rulesIn(workload('web'), hpa('web', { min, max, behavior }))).toEqual([]);
  });
});
