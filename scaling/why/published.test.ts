import { explainPublished, publishedSchema } from './published';

const PUBLISHED = publishedSchema.parse({
  schema: 'lab.published/v1',
  name: 'web',
  spec: {
    minReplicas: 2,
    maxReplicas: 10,
    metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 60 } } }],
  },
  syncs: [
    { atSeconds: 0, replicas: 4, after: 6, metrics: { cpu: { averageUtilization: 90 } } },
    { atSeconds: 15, replicas: 6, after: 6, metrics: { cpu: { averageUtilization: 64 } } },
    { atSeconds: 30, replicas: 6, after: 6, metrics: { cpu: { averageUtilization: 90 } } },
  ],
});

test('from status alone an explanation that fits is offered, with what is not published', () => {
  const [up, held] = explainPublished(PUBLISHED);
  expect(up).toMatchObject({ from: 4, to: 6, fitting: { winner: 'cpu', bounds: [] } });
  expect(held!.fitting!.bounds).toEqual([{ limits: ['tolerance'], replicas: 7 }]);
  for (const { unknown } of [up!, held!]) expect(unknown.join('\n')).toMatch(/not ready.*\n/);
  expect(up!.unknown.join('\n')).toContain('decisions before the recording');
});

test('where the published numbers lead elsewhere nothing is claimed', () => {
  const stuck = explainPublished(PUBLISHED)[2]!;
  expect(stuck.fitting).toBeNull();
  expect(stuck.unknown[0]).toBe('why 6: from what is published the controller would go to 9');
});
