import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import { buildLab } from './build-lab';
import { ModelServer, type ModelServerProps } from './services/model-server';
import { containerResources } from './quantities';
import { synthLab } from './synth-lab';
import { labInput, refusalOf } from './testing/lab';

const LAB = 'benchmarks: { accuracy/fastapi: { kind: accuracy, target: fastapi } }';

test('files are those that cdk8s itself would write, byte for byte, under other names', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lab-synth-'));
  try {
    const app = new App({ outdir: folder });
    buildLab(app, labInput(LAB));
    app.synth();
    const written = readdirSync(folder).map((name) => [name.replace(/^\d+-/, ''), readFileSync(join(folder, name), 'utf8')]);
    expect(synthLab(labInput(LAB)).map(({ name, yaml }) => [name.replace(/^(\d+-|benchmarks\/)/, ''), yaml])).toEqual(written);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('every mistake is named at once, with its place in lab.yaml', () => {
  const refusal = refusalOf(
    'services: { fastapi: { autoscaling: { hpa: { minReplicas: 0, maxReplicas: 3 } } }, queue: { worker: { autoscaling: { knative: {} } } } }',
  );
  expect(refusal).toContain('lab.yaml  services.fastapi.autoscaling.hpa.minReplicas\n  is 0, which Kubernetes 1.34');
  expect(refusal).toContain('lab.yaml  services.queue.worker\n  autoscaling.knative: scales on requests');
});

describe('constructs check what the schema of lab.yaml cannot', () => {
  function problemsOf(props: Partial<ModelServerProps>): string[] {
    const { lab } = labInput('');
    const server = new ModelServer(new Chart(new App({ outdir: 'dist' }), 'chart'), 'fastapi', {
      image: 'ml-scaling-lab/fastapi:000000000000',
      port: 8000,
      resources: containerResources(lab.services.fastapi.resources),
      ...props,
    });
    return server.node.findAll().flatMap((construct) => construct.node.validate());
  }

  test('either replicas or an autoscaler, never both', () => {
    expect(problemsOf({ replicas: 2, autoscaling: { hpa: { maxReplicas: 5 } } })).toEqual([
      'replicas: 2 is set beside autoscaling.hpa, which owns the number of pods; give one',
    ]);
    expect(problemsOf({ replicas: 2 })).toEqual([]);
    expect(problemsOf({ autoscaling: { hpa: { maxReplicas: 5 } } })).toEqual([]);
  });

  test('one autoscaler, not two', () => {
    const keda = { triggers: [{ type: 'cron', metadata: {} }] };
    expect(problemsOf({ autoscaling: { hpa: { maxReplicas: 5 }, keda } })).toEqual([
      'autoscaling: hpa and keda would fight over the same pods; give one',
    ]);
  });
});
