import { scenarioSchema } from '../../contract';
import type { ProfileReport } from '../../scaling/profile';

const FIGURES = { mostReplicas: 2, p50Ms: 14.2, p95Ms: 120.4, failureRate: 0, cores: 0.48 };

/** What `lab profile` found, for tests. */
export function exampleProfile(name = 'api', scaler = 'HPA api'): ProfileReport {
  return {
    scenario: scenarioSchema.parse({ phases: [{ seconds: 120, rps: 20 }] }),
    profile: {
      schema: 'lab.profile/v1',
      source: {
        prometheus: 'http://127.0.0.1:9090',
        name,
        from: '2026-11-24T10:00:00Z',
        to: '2026-11-24T10:02:00Z',
        stepSeconds: 30,
        scrapeSeconds: 5,
        requests: 2400,
      },
      serviceTime: {
        kind: 'quantiles',
        points: [
          [0, 10],
          [0.5, 14],
          [1, 20],
        ],
      },
      overheadMs: 1.5,
      cpuMsPerRequest: 12,
      idleCpuMillis: 3,
      cautions: [`latency around ${name} is that at low load`],
      residual: {
        scaler,
        seeds: 2,
        replicasMae: 0.25,
        p95ErrorPercent: -4,
        measured: FIGURES,
        replayed: { ...FIGURES, p50Ms: null },
      },
    },
    simulation: undefined,
    summary: {
      steps: 4,
      leastRps: 20,
      mostRps: 60,
      meanLatencyMs: 15,
      quietRequests: 600,
      explained: 0.9,
      replicas: { fewest: 1, most: 2 },
      notReplayed: undefined,
    },
  };
}
