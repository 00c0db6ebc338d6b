import { sloSchema } from '../../contract';
import { tune, type TuneReport } from '../../scaling/tune';
import { DEPLOYMENT, HPA, request } from '../../scaling/tune/testing/request';
import { lowerMaxLine, renderTuneMarkdown, renderTuneTerminal } from './tune';

test('both formats say what to set, what it saves and on how many other runs it was tried', async () => {
  const report = await tune(request([DEPLOYMENT, HPA]));
  for (const text of [renderTuneTerminal(report), renderTuneMarkdown(report)]) {
    expect(text).toMatch(/HPA api for Deployment api can be \d+ % cheaper than now and still hold p95 within 400 ms/);
    expect(text).toMatch(/Set: .*min 6 → \d/);
    expect(text).toContain('Validated on 5 other seeds: the chosen one met the SLO in 5 of 5');
    expect(text).toMatch(/now, beaten|now/);
    expect(text).toContain('-  minReplicas: 6');
  }
});

test('when no setting holds the SLO, the report says so and names the nearest setting', async () => {
  const report = await tune(request([DEPLOYMENT, HPA], { slo: sloSchema.parse({ p95Ms: 5 }), evaluations: 25 }));
  const text = renderTuneTerminal(report);
  expect(text).toMatch(/^No setting of HPA api for Deployment api holds p95 within 5 ms/);
  expect(text).toContain('Nearest: ');
  expect(text).toMatch(/With \d+ pods all the time p95 is [\d.]+ ms and 0 % fail: more pods do not help/);
});

test('when pods are too few or too late, it says that more would help', async () => {
  const capped = HPA.replace('minReplicas: 6', 'minReplicas: 1').replace('maxReplicas: 12 # budget', 'maxReplicas: 1');
  const report = await tune(request([DEPLOYMENT, capped], { evaluations: 1 }));
  expect(renderTuneTerminal(report)).toContain('pods come too late or are too few');
});

test('a lowered maximum is pointed out, because worse loads than the scenario may come', () => {
  const point = (max: string): TuneReport['current'] => ({ settings: ['4', max] }) as unknown as TuneReport['current'];
  const line = (now: string, then: string): string =>
    lowerMaxLine({ knobs: ['min', 'max'], current: point(now), chosen: point(then) } as unknown as TuneReport);
  expect(line('4', '2')).toContain('The maximum is lower than now');
  expect(line('no bound', '9')).toContain('The maximum is lower than now');
  expect([line('4', '4'), line('4', '9'), line('4', 'no bound')]).toEqual(['', '', '']);
});
