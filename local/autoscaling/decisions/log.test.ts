import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DecisionFolder, DecisionLog, type DecisionHeader } from './log';

const folder = mkdtempSync(join(tmpdir(), 'lab-log-'));
afterAll(() => rmSync(folder, { recursive: true }));

const header: DecisionHeader = { controller: 'hpa', namespace: 'lab', name: 'web', setup: {} };

test('a full file takes no more lines, keeps its first ones, and says so once', () => {
  const told: string[] = [];
  const path = join(folder, 'full.ndjson');
  const log = new DecisionLog(path, header, (reason) => told.push(reason), 200);
  for (let at = 0; at < 50; at++) log.write({ at });
  expect(statSync(path).size).toBeLessThanOrEqual(200);
  const [first, second] = readFileSync(path, 'utf8').split('\n');
  expect(JSON.parse(first!)).toEqual({ schema: 'lab.decisions/v1', ...header });
  expect(JSON.parse(second!)).toEqual({ at: 0 });
  expect(told).toEqual([`${path} has reached 200 bytes; later decisions are not recorded`]);
});

test('a file that cannot be written ends the recording, not the lab', () => {
  const told: string[] = [];
  const log = new DecisionLog(join(folder, 'missing', 'x.ndjson'), header, (reason) => told.push(reason));
  log.write({ at: 1 });
  expect(told).toHaveLength(1);
  expect(told[0]).toContain('cannot be written: ENOENT');
});

test('each controller has a file of its own, also two of one name in two namespaces', () => {
  const decisions = new DecisionFolder(join(folder, 'decisions'), () => undefined);
  decisions.open(header);
  decisions.open({ ...header, namespace: 'other' });
  decisions.open({ ...header, controller: 'kpa' });
  decisions.close();
  expect(readdirSync(join(folder, 'decisions')).sort()).toEqual(['hpa-other.web.ndjson', 'hpa-web.ndjson', 'kpa-web.ndjson']);
});

test('a lab in which nothing scales leaves no folder', () => {
  new DecisionFolder(join(folder, 'none'), () => undefined).close();
  expect(readdirSync(folder)).not.toContain('none');
});
