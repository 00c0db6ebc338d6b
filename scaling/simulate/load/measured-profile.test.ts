import { build, encodeIntoCompressedBase64 } from 'hdr-histogram-js';
import type { BenchmarkResult } from '../../../contract/result';
import { profileFromResult } from './measured-profile';
import { meanServiceMs } from './service-time';

function result(different: Partial<BenchmarkResult> = {}): BenchmarkResult {
  const histogram = build({ numberOfSignificantValueDigits: 3 });
  for (let us = 5_000; us < 15_000; us += 10) histogram.recordValue(us);
  return {
    name: 'load/fastapi',
    startedAt: '2026-01-01T00:00:00Z',
    marks: [],
    metrics: { cpuMsPerRequest: 7.5, throughputRps: 20 },
    histograms: { latency: { encoding: 'hdr-v2-base64', unit: 'us', data: encodeIntoCompressedBase64(histogram) } },
    ...different,
  } as unknown as BenchmarkResult;
}

test('latency at low load becomes the service time, with the CPU per request beside it', () => {
  const { serviceTime, cpuMsPerRequest, cautions, source } = profileFromResult(result());
  expect(meanServiceMs(serviceTime)).toBeCloseTo(10, 1);
  expect(cpuMsPerRequest).toBe(7.5);
  expect(cautions).toEqual([]);
  expect(source).toContain('load/fastapi, 1000 requests');
});

test('a result under load, or with a mark, warns that latency is not service time alone', () => {
  const busy = result({ metrics: { throughputRps: 80 }, marks: [{ mark: 'throttled', reason: 'quota reached' }] });
  expect(profileFromResult(busy).cautions).toEqual([
    'throttled: quota reached',
    'a worker was busy 80 % of the time, so that latency includes waiting',
  ]);
});

test('a result without latencies is refused with what to do', () => {
  expect(() => profileFromResult(result({ histograms: {} }))).toThrow(/has no histogram "latency"[\s\S]*lab bench/);
});
