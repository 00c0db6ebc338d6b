import { hpa, messagesIn, object, ownContainer, rulesIn, workload } from './testing/objects';

describe('preStop', () => {
  const stopping = (preStop: object, pod: object = {}): string[] =>
    messagesIn(workload('web', { container: { lifecycle: { preStop } }, pod }), hpa('web'));

  test.each([
    [{ exec: { command: ['sh', '-c', 'sleep 60'] } }, 60],
    [{ exec: { command: ['/bin/sleep', '60'] } }, 60],
    [{ exec: { command: ['sh', '-c', 'sleep 1m'] } }, 60],
    [{ exec: { command: ['sh', '-c', 'sleep 50 && nginx -s quit; sleep 20'] } }, 60],
    [{ sleep: { seconds: 60 } }, 60],
    [{ sleep: { seconds: 30 } }, undefined],
  ])('%j in a grace period of %s s', (preStop, grace) => {
    const pod = grace === undefined ? {} : { terminationGracePeriodSeconds: grace };
    expect(stopping(preStop, pod)).toEqual([expect.stringContaining(`the grace period is ${grace ?? 30} s`)]);
  });

  test.each([
    [{ exec: { command: ['sh', '-c', 'sleep 20'] } }],
    [{ sleep: { seconds: 29 } }],
    [{ httpGet: { port: 80 } }],
    [{ exec: { command: ['/bin/sleepless', '90'] } }],
  ])('%j leaves time', (preStop) => expect(stopping(preStop)).toEqual([]));

  test('a hook or a probe needs one handler', () => {
    expect(stopping({ exec: null, command: ['quit'] })).toEqual([
      'api-rejects: must specify a handler type: one of exec, httpGet, sleep, tcpSocket',
    ]);
    expect(stopping({ exec: { command: ['quit'] }, httpGet: { port: 80 } })[0]).toContain('has exec and httpGet; only one of');
    const probe = { container: { livenessProbe: { periodSeconds: 5 } } };
    expect(messagesIn(workload('web', probe), hpa('web'))[0]).toContain('one of exec, grpc, httpGet, tcpSocket');
    const patch = { containers: [{ name: 'web', livenessProbe: { periodSeconds: 5 } }] };
    expect(rulesIn(workload('web', patch))).toEqual([]);
  });
});

describe('readiness', () => {
  const bare = { readinessProbe: undefined, ports: [{ containerPort: 8080 }] };
  const service = object('Service', 'front', { spec: { selector: { app: 'web' } } });

  test('pods behind a Service, or that listen where no Service is written', () => {
    expect(messagesIn(workload('web', { container: bare }), hpa('web'), service)).toEqual([
      'no-readiness-probe: container web is behind Service front and has no readinessProbe: each pod that HPA web adds gets requests before it answers',
    ]);
    expect(rulesIn(workload('web', { container: bare }), hpa('web'))).toEqual(['no-readiness-probe']);
    expect(rulesIn(workload('web', { container: { readinessProbe: undefined } }), hpa('web'), service)).toEqual([
      'no-readiness-probe',
    ]);
  });

  test('a worker, a probe, a startup probe, a port for monitoring and a fixed count are fine', () => {
    expect(rulesIn(workload('web', { container: { readinessProbe: undefined } }), hpa('web'))).toEqual([]);
    expect(rulesIn(workload('web'), hpa('web'), service)).toEqual([]);
    const startup = { ...bare, startupProbe: { tcpSocket: { port: 8080 } } };
    expect(rulesIn(workload('web', { container: startup }), hpa('web'), service)).toEqual([]);
    const metrics = { readinessProbe: undefined, ports: [{ name: 'metrics', containerPort: 9090 }] };
    expect(rulesIn(workload('web', { container: metrics }), hpa('web'))).toEqual([]);
    expect(rulesIn(workload('web', { container: bare }), service)).toEqual([]);
    const other = object('Service', 'front', { spec: { selector: { app: 'other' } } });
    expect(rulesIn(workload('web', { container: bare }), hpa('web'), other)).toEqual([]);
  });

  test('the container that serves is asked, not its sidecars', () => {
    const side = { ...ownContainer('side'), readinessProbe: undefined };
    const serving = { ...ownContainer('web'), ports: [{ containerPort: 8080 }] };
    expect(rulesIn(workload('web', { containers: [side, serving] }), hpa('web'), service)).toEqual([]);
  });
});
