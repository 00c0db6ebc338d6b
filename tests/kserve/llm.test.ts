import { join } from 'node:path';
import { schemaFindings, synthLab } from '../../charts-src';
import { labInput } from '../../charts-src/testing/lab';
import { labSources, type KubernetesObject } from '../../contract';
import { admit, DEFAULT_KSERVE_SETTINGS, reconcile } from '../../scaling/kserve';
import { diffManifests } from '../../scaling/diff';
import { changeWords } from '../../report/scaling/diff';
import { lint } from '../../scaling/lint';
import { readManifests, type Manifests } from '../../scaling/manifests';

const ROOT = join(__dirname, '..', '..');
const [LAB, UNMEASURED, LLM] = labSources({ root: ROOT, profile: 'llm' }).map(({ text }) => text) as [string, string, string];
const SETTINGS = { ...DEFAULT_KSERVE_SETTINGS, keda: 'installed' } as const;

function rendered(overlay: string): { readonly objects: KubernetesObject[]; readonly manifests: Manifests } {
  const files = synthLab(labInput(LAB, UNMEASURED, overlay));
  return {
    objects: files.flatMap(({ objects }) => objects),
    manifests: readManifests(files.map(({ name, yaml }) => ({ file: name, text: yaml }))),
  };
}

test('KServe makes a ScaledObject of it that keeps to the schema of KEDA, one trigger per metric', () => {
  const admission = admit(
    rendered(LLM).objects.find(({ kind }) => kind === 'InferenceService'),
    undefined,
    SETTINGS,
  );
  if (!admission.accepted) throw new Error(JSON.stringify(admission.rejection));
  const { children, failure } = reconcile(admission.object, [], SETTINGS);
  expect(failure).toBeUndefined();
  expect(children.map(({ kind, metadata }) => `${kind}/${metadata.name}`)).toEqual([
    'Service/llm-predictor',
    'Deployment/llm-predictor',
    'ScaledObject/llm-predictor',
  ]);
  const scaledObject = children[2] as unknown as KubernetesObject;
  expect(schemaFindings(scaledObject)).toEqual([]);
  expect(scaledObject['spec']).toMatchObject({
    scaleTargetRef: { name: 'llm-predictor' },
    minReplicaCount: 1,
    maxReplicaCount: 4,
    triggers: [
      { type: 'prometheus', metadata: { threshold: '2', query: expect.stringContaining('num_requests_waiting') as string } },
      { type: 'prometheus', metadata: { threshold: '32', query: expect.stringContaining('num_requests_running') as string } },
    ],
    advanced: { horizontalPodAutoscalerConfig: { behavior: { scaleDown: { stabilizationWindowSeconds: 600 } } } },
  });
  expect(children[1]?.metadata.annotations).toMatchObject({
    'internal.serving.kserve.io/storage-initializer-sourceuri': 'pvc://models/qwen2.5-7b-instruct-awq',
  });
});

test('lint has nothing to say about it', () => {
  expect(lint(rendered(LLM).manifests).findings).toEqual([]);
});

test('a diff tells the threshold, and what more GPUs cost at most', () => {
  const head = LLM.replace('maxReplicaCount: 4', 'maxReplicaCount: 6').replace("'2'", "'3'");
  const sides = [LLM, head].map((overlay, index) => ({ name: String(index), manifests: rendered(overlay).manifests }));
  const report = diffManifests(sides[0]!, sides[1]!);
  expect(report.changes.map(changeWords)).toEqual([
    'InferenceService llm: predictor max 4 → 6; predictor prometheus trigger threshold 2 → 3',
  ]);
  // 4 vCPU, 16 GiB and one GPU per pod, at the prices of the contract.
  expect(report.consequences.total.base).toMatchObject({ gpus: 4, priceUsdPerHour: 3.6144 });
  expect(report.consequences.total.head).toMatchObject({ gpus: 6, priceUsdPerHour: 5.4216 });
  expect(report.newFindings).toEqual([]);
});
