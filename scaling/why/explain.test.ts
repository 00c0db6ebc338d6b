import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseTraces } from '../conformance/traces';
import { HpaController, type HpaInputs, type HpaSpec } from '../hpa';
import { alterationsOf } from './smallest';
import { boundsOf, lifted } from './limits';
import { explainHpa, type SyncReason } from './explain';
import { recordingOf, type Recording } from './recording';
import { replicasIf } from './variant';

const TRACES = join(__dirname, '../../tests/conformance/hpa.ndjson.gz');

type Complete = Extract<Recording, { kind: 'complete' }>;

/** Every twentieth trace of the real controller, of all families, and its first syncs. */
function recordings(): Complete[] {
  const lines = [...parseTraces(TRACES, readFileSync(TRACES))].filter((_, index) => index % 20 === 0);
  return lines.map(({ value, line }) => {
    const [found] = recordingOf(`hpa.ndjson.gz:${line}`, [value]);
    if (found?.kind !== 'complete') throw new Error('not a trace');
    return { ...found, syncs: found.syncs.slice(0, 25) };
  });
}

const RECORDINGS = recordings();

test('on traces of the real controller every limit and every alteration is true: with that one thing different the count is another', () => {
  let bounds = 0;
  let alterations = 0;
  for (const { spec, settings, syncs } of RECORDINGS) {
    const reasons = explainHpa(spec, settings, syncs);
    const controller = new HpaController(spec, settings);
    for (const [index, { nowMs, inputs }] of syncs.entries()) {
      const reason = reasons[index]!;
      const actual = { spec, settings, inputs };
      const situation = { before: controller.copyWith(spec, settings), nowMs, actual };
      expect(reason.to).toBe(controller.sync(nowMs, inputs).replicas);
      for (const { limits, replicas } of reason.bounds) {
        bounds++;
        expect(replicas).not.toBe(reason.to);
        expect(replicasIf(situation, lifted({ ...actual, spec: { ...spec, metrics: spec.metrics ?? [] } }, limits))).toBe(
          replicas,
        );
      }
      for (const { replicas } of reason.alterations) {
        alterations++;
        expect(replicas).not.toBe(reason.to);
      }
    }
  }
  expect(bounds).toBeGreaterThan(100);
  expect(alterations).toBeGreaterThan(200);
});

test('explaining leaves the controller as it was', () => {
  const [{ spec, settings, syncs }] = RECORDINGS as [Complete];
  const controller = new HpaController(spec, settings);
  for (const { nowMs, inputs } of syncs) {
    const before = controller.copyWith(spec, settings);
    const situation = { before, nowMs, actual: { spec, settings, inputs } };
    const replicas = replicasIf(situation, situation.actual);
    boundsOf(situation, replicas);
    alterationsOf(situation, replicas, ['maximum']);
    expect(controller.sync(nowMs, inputs).replicas).toBe(replicas);
  }
});

const SPEC: HpaSpec = {
  minReplicas: 2,
  maxReplicas: 10,
  metrics: [{ type: 'External', external: { metric: { name: 'jobs' }, target: { type: 'AverageValue', averageValue: '10' } } }],
};

function inputs(replicas: number, jobs: number): HpaInputs {
  return { specReplicas: replicas, statusReplicas: replicas, pods: [], externalMetricsMilli: { jobs: [jobs * 1000] } };
}

function explained(spec: HpaSpec, ...syncs: [replicas: number, jobs: number][]): SyncReason {
  const recorded = syncs.map(([replicas, jobs], index) => ({ nowMs: 15_000 * index, inputs: inputs(replicas, jobs) }));
  return explainHpa(spec, {}, recorded).at(-1)!;
}

test('at the maximum: the limit, and that one more would have been used', () => {
  const reason = explained(SPEC, [10, 150]);
  expect(reason).toMatchObject({ from: 10, to: 10, winner: 'jobs', bounds: [{ limits: ['maximum'], replicas: 15 }] });
  expect(reason.alterations).toContainEqual({ of: 'setting', setting: 'maxReplicas', from: 10, to: 11, replicas: 11 });
});

test('the tolerance holds five pods at 10.8 jobs each, and lets go just below 8 %', () => {
  const reason = explained(SPEC, [5, 54]);
  expect(reason.bounds).toEqual([{ limits: ['tolerance'], replicas: 6 }]);
  expect(reason.alterations[0]).toMatchObject({ of: 'setting', setting: 'tolerance', from: 0.1, replicas: 6 });
  expect((reason.alterations[0] as { to: number }).to).toBeCloseTo(0.08, 3);
  expect(reason.alterations[1]).toMatchObject({ of: 'metric', metric: 'jobs', replicas: 6 });
  expect((reason.alterations[1] as { factor: number }).factor).toBeCloseTo(55 / 54, 3);
});

test('the window holds pods that nothing asks for any more, until the last sync that did is out of it', () => {
  const reason = explained(SPEC, [8, 80], [8, 30], [8, 30]);
  expect(reason).toMatchObject({ to: 8, bounds: [{ limits: ['scale-down-window'], replicas: 3 }] });
  expect(reason.alterations).toContainEqual(expect.objectContaining({ of: 'setting', from: 300, to: 29, replicas: 3 }) as object);
});

test('a policy lets three of seven missing pods come', () => {
  const behavior = { scaleUp: { policies: [{ type: 'Pods', value: 3, periodSeconds: 60 }] } };
  const reason = explained({ ...SPEC, behavior }, [2, 90]);
  expect(reason).toMatchObject({ to: 5, bounds: [{ limits: ['scale-up-policy'], replicas: 9 }] });
  expect(reason.alterations).toContainEqual(expect.objectContaining({ of: 'setting', from: 3, to: 4, replicas: 6 }) as object);
});
