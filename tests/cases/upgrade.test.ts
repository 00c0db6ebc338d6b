import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderUpgradeMarkdown, renderUpgradeTerminal } from '../../report/scaling/upgrade';
import { parseRange, upgradeReport, type UpgradeReport } from '../../scaling/diff/upgrade';
import { readManifests } from '../../scaling/manifests';

const CASE = join(__dirname, 'public/algo-containerresource-container-absent/input.yaml');

function report(range: string, text = readFileSync(CASE, 'utf8')): UpgradeReport {
  return upgradeReport(
    'deploy',
    [readManifests([{ file: 'input.yaml', text }])],
    [parseRange('--kubernetes-version', 'Kubernetes', range)!],
  );
}

test('the answer of an upgrade names the versions, the objects, before and after, and an example', () => {
  const text = renderUpgradeTerminal(report('1.34..1.37'));
  expect(text).toMatch(/^Kubernetes 1\.34 → 1\.37: 1 object of deploy can behave otherwise, in 2 ways\.\n/);
  expect(text).toContain('A ContainerResource metric needs its container in every pod (Kubernetes 1.35)');
  expect(text).toContain('HPA x: spec.metrics[0] (input.yaml:');
  expect(text).toContain('half of them without the container, the others at 1.8 times the target: 18 → 10 replicas');
});

test('nothing to tell is said, and names the versions', () => {
  expect(renderUpgradeTerminal(report('1.35..1.36'))).toBe('Kubernetes 1.35 → 1.36: no known difference concerns deploy.\n');
});

test('texts of manifests are escaped in Markdown', () => {
  const text = readFileSync(CASE, 'utf8').replace('metadata: {name: x}', "metadata: {name: '<img src=x>|@team'}");
  expect(renderUpgradeMarkdown(report('1.34..1.37', text))).not.toContain('<img');
});
