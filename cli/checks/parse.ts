import { XMLParser } from 'fast-xml-parser';
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

const JUNIT = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  trimValues: false,
  htmlEntities: true,
  isArray: (name) => ['testsuite', 'testcase', 'failure', 'error', 'skipped'].includes(name),
});

/** An element without attributes is its text. */
const part = z.union([
  z.string().transform((text) => ({ '#text': text, message: undefined })),
  z.object({ '#text': z.string().default(''), message: z.string().optional() }),
]);
const parts = z.array(part).default([]);
const junitSchema = z.object({
  testsuites: z.object({
    testsuite: z.array(
      z.object({
        testcase: z.array(z.object({ name: z.string().default('?'), failure: parts, error: parts, skipped: parts })).default([]),
      }),
    ),
  }),
});

/** Counts of a pytest JUnit file. */
export function parseJunit(xml: string): SuiteOutcome {
  const cases = junitSchema.parse(JUNIT.parse(xml)).testsuites.testsuite.flatMap(({ testcase }) => testcase);
  const failed = cases.filter(({ failure, error }) => failure.length + error.length > 0);
  const skipped = cases.filter((one) => one.skipped.length > 0);
  return {
    passed: cases.length - failed.length - skipped.length,
    failed: failed.length,
    skipped: skipped.map((one) => `${one.name}: ${one.skipped[0]?.message ?? 'no reason given'}`),
    failures: failed.map(({ name, failure, error }) => [name, ...[...failure, ...error].map((one) => one['#text'])].join('\n')),
  };
}
