import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadResult } from '../report/fixtures/single';
import { earlierFiles, writeFiles } from './report-file';
import { runDocument } from './results/run-document';

const folder = mkdtempSync(join(tmpdir(), 'report-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

const NONE = { run: null, resultsPath: null, reportPath: null };

test('an update without benchmarks keeps the results of the one before', () => {
  expect(earlierFiles(join(folder, 'new'))).toEqual(NONE);
  const outcome = { name: 'load/fastapi', result: loadResult() };
  const run = runDocument([outcome], { labVersion: '0.1.0', command: 'pulumi up', profile: 'default' })!;
  const written = writeFiles(run, folder);
  expect(earlierFiles(folder)).toEqual(written);
  expect(existsSync(written.reportPath!)).toBe(true);
});

test('results of another version are not exported', () => {
  writeFileSync(join(folder, 'results.json'), '{"schema":"lab.benchmark/v0"}');
  expect(earlierFiles(folder)).toEqual(NONE);
});
