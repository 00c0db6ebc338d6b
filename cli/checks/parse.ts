import { z } from 'zod';
import type { SuiteOutcome } from './suite';

const jestSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      message: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()) })),
    }),
  ),
});

/** Counts of a `jest --json` report. A test file that could not be run at all counts as one failure. */
export function parseJest(json: string): SuiteOutcome {
  const files = jestSchema.parse(JSON.parse(json)).testResults;
  const tests = files.flatMap((file) => file.assertionResults);
  const broken = files.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  const failed = tests.filter((test) => test.status === 'failed');
  return {
    passed: tests.filter((test) => test.status === 'passed').length,
    failed: failed.length + broken.length,
    skipped: tests.filter((test) => test.status === 'pending' || test.status === 'todo').map((test) => test.fullName),
    failures: [
      ...failed.map((test) => `${test.fullName}\n${test.failureMessages.join('\n')}`),
      ...broken.map((file) => `${file.name}\n${file.message}`),
    ],
  };
}

/** Counts of a pytest JUnit file. */
export function parseJunit(xml: string): SuiteOutcome {
  const cases = [...xml.matchAll(/<testcase\b([^>]*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g)].map(
    ([, attributes = '', body = '']) => ({
      name: /\bname="([^"]*)"/.exec(attributes)?.[1] ?? '?',
      body,
    }),
  );
  const failed = cases.filter((one) => /<(failure|error)\b/.test(one.body));
  const skipped = cases.filter((one) => /<skipped\b/.test(one.body));
  return {
    passed: cases.length - failed.length - skipped.length,
    failed: failed.length,
    skipped: skipped.map(
      (one) => `${one.name}: ${unescapeXml(/<skipped[^>]*\bmessage="([^"]*)"/.exec(one.body)?.[1] ?? 'no reason given')}`,
    ),
    failures: failed.map((one) => `${one.name}\n${unescapeXml(one.body.replace(/<[^>]+>/g, ''))}`),
  };
}

function unescapeXml(text: string): string {
  const entities: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", '#10': '\n' };
  return text.replace(/&(#?\w+);/g, (whole, name: string) => entities[name] ?? whole);
}
