import { DEFAULT_PRICES_AND_SLO, pricesOfText, pricesAndSloOfFile } from './prices-and-slo';

test('prices and SLO are read from a lab.yaml, whatever else is in it', () => {
  const pricesAndSlo = pricesAndSloOfFile('lab.yaml', { services: { x: 1 }, prices: { vcpuHourUsd: 0.05 }, slo: { p95Ms: 100 } });
  expect(pricesAndSlo).toEqual({
    prices: { ...DEFAULT_PRICES_AND_SLO.prices, vcpuHourUsd: 0.05 },
    slo: { ...DEFAULT_PRICES_AND_SLO.slo, p95Ms: 100 },
  });
});

test.each([
  [{ services: {} }, /--prices f\.yaml\n {2}holds neither prices nor slo/],
  ['text', /holds neither prices nor slo/],
  [{ prices: { vcpuHour: 1 } }, /f\.yaml {2}prices\.vcpuHour\n {2}is not a setting\. Did you mean vcpuHourUsd\?/],
  [{ prices: { vcpuHourUsd: -1 }, slo: { p95Ms: 'fast' } }, /prices\.vcpuHourUsd[^]*slo\.p95Ms/],
])('%j is refused with every key that is wrong', (document, message) => {
  expect(() => pricesAndSloOfFile('f.yaml', document)).toThrow(message);
});

test('prices on the command line name what they change', () => {
  expect(pricesOfText('vcpuHourUsd=0.04, gpuHourUsd=2.5')).toEqual({
    ...DEFAULT_PRICES_AND_SLO.prices,
    vcpuHourUsd: 0.04,
    gpuHourUsd: 2.5,
  });
  expect(() => pricesOfText('vcpu=0.04')).toThrow(
    /--prices {2}vcpu\n {2}is not a setting\. (Did you mean vcpuHourUsd\?|There are vcpuHourUsd, gibHourUsd, gpuHourUsd\.)/,
  );
  expect(() => pricesOfText('vcpuHourUsd=cheap')).toThrow(/--prices {2}vcpuHourUsd/);
  expect(() => pricesOfText('vcpuHourUsd=')).toThrow(/vcpuHourUsd/);
});
