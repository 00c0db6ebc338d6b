import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { parse } from 'yaml';
import { PROMETHEUS } from '../../cli/checks/optional-parts';
import { addProfile } from '../../cli/commands/profile';
import { meanServiceMs, parseScenario } from '../../scaling/simulate';
import { parseProfileFile } from '../../scaling/profile';
import { Exporter, TRUTH } from './exporter';
import { RealPrometheus } from './real-prometheus';

const MANIFESTS = join(__dirname, '../golden/hpa/10-fastapi.k8s.yaml');
const RANGE_SECONDS = 16;
const SCRAPES = RANGE_SECONDS + 2;

const reason = PROMETHEUS.missing();
const title = 'lab profile on a real Prometheus that scrapes a restarting service finds its load, its service time and its CPU';

(reason === undefined ? test : test.skip)(
  reason === undefined ? title : `${title} - ${reason}`,
  async () => {
    const exporter = new Exporter();
    const prometheus = new RealPrometheus();
    const folder = mkdtempSync(join(tmpdir(), 'lab-profile-'));
    try {
      await prometheus.start(await exporter.listen());
      await prometheus.until(`count_over_time(up{job="fastapi"}[60s])`, SCRAPES, 50_000);
      const printed = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
      await lab(
        'profile',
        '--prometheus',
        prometheus.url,
        '--name',
        'fastapi',
        '--last',
        `${RANGE_SECONDS}s`,
        '--step',
        '2s',
        '--manifests',
        MANIFESTS,
        '--seeds',
        '3',
        '--out',
        folder,
      );
      const text = String(printed.mock.calls[0]?.[0]);
      printed.mockRestore();

      const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
      const scenario = parseScenario('scenario.yaml', parse(read('scenario.yaml')));
      const rates = scenario.phases.map(({ rps = 0 }) => rps);
      expect(rates[0]! / TRUTH.lowRps).toBeCloseTo(1, 0);
      expect(rates.at(-1)! / TRUTH.highRps).toBeGreaterThan(0.85);
      expect(rates.at(-1)! / TRUTH.highRps).toBeLessThan(1.15);

      const profile = parseProfileFile('profile.json', JSON.parse(read('profile.json')));
      expect(meanServiceMs(profile.serviceTime)).toBeGreaterThan(3.8);
      expect(meanServiceMs(profile.serviceTime)).toBeLessThan(4.2);
      expect(profile.cpuMsPerRequest).toBeGreaterThan(2.6);
      expect(profile.cpuMsPerRequest).toBeLessThan(3.4);
      expect(profile.source).toMatchObject({ scrapeSeconds: 1, stepSeconds: 2 });
      expect(profile.cautions.join()).toContain('counters were reset once');
      expect(profile.residual).toMatchObject({ scaler: 'HPA fastapi', seeds: 3, measured: { mostReplicas: 1 } });
      expect(profile.residual!.replicasMae).toBe(0);
      // The exporter's requests never wait, those of a pod do.
      expect(Math.abs(profile.residual!.p95ErrorPercent!)).toBeLessThan(35);
      expect(text).toContain('Replayed under HPA fastapi as it is now, 3 runs:');
      expect(text).toContain('Expect predictions from this profile to be off by about as much');

      await expect(
        lab(
          'profile',
          '--prometheus',
          prometheus.url,
          '--name',
          'fastapi',
          '--last',
          '16s',
          '--step',
          '2s',
          '--rps-query',
          'sum(rate(x[',
        ),
      ).rejects.toThrow(/refuses a query \(bad_data\): .*parse error/);
      await expect(
        lab('profile', '--prometheus', prometheus.url, '--name', 'fastap', '--last', '16s', '--step', '15s'),
      ).rejects.toThrow(/at least 4 are needed/);
      await expect(
        lab('profile', '--prometheus', prometheus.url, '--name', 'fastap', '--last', '64s', '--step', '16s'),
      ).rejects.toThrow(/is there, but with other labels: \{job="fastapi", route="\/v1\/predict"\}/);
    } finally {
      await prometheus.stop();
      await exporter.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
  90_000,
);

async function lab(...args: string[]): Promise<void> {
  const program = new Command('lab').exitOverride();
  addProfile(program);
  await program.parseAsync(['node', 'lab', ...args]);
}
