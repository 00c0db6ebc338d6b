import { parseJest, parseJunit } from './parse';
import { closingLine, judge, total } from './suite';

test('a jest file that could not be run counts as a failure', () => {
  const report = { testResults: [{ name: 'a.test.ts', message: 'SyntaxError', status: 'failed', assertionResults: [] }] };
  expect(parseJest(JSON.stringify(report))).toEqual({ passed: 0, failed: 1, skipped: [], failures: ['a.test.ts\nSyntaxError'] });
});

test('jest results are counted by status, skipped ones keep their title', () => {
  const one = (fullName: string, status: string) => ({
    fullName,
    status,
    failureMessages: status === 'failed' ? ['expected 1'] : [],
  });
  const report = {
    testResults: [
      {
        name: 'a',
        message: '',
        status: 'failed',
        assertionResults: [one('a', 'passed'), one('b', 'failed'), one('c (needs root)', 'pending')],
      },
    ],
  };
  expect(parseJest(JSON.stringify(report))).toEqual({
    passed: 1,
    failed: 1,
    skipped: ['c (needs root)'],
    failures: ['b\nexpected 1'],
  });
});

test('pytest results are counted with the reasons of skips', () => {
  const xml = `<testsuites><testsuite tests="3"><testcase classname="x" name="one" time="0.1" /><testcase name="two"><failure message="m">assert 1 &lt; 0</failure></testcase>
    <testcase name="three"><skipped type="pytest.skip" message="MODEL_DIR is &quot;unset&quot;">x</skipped></testcase></testsuite></testsuites>`;
  expect(parseJunit(xml)).toEqual({
    passed: 1,
    failed: 1,
    skipped: ['three: MODEL_DIR is "unset"'],
    failures: ['two\nassert 1 < 0'],
  });
});

test('the closing line adds up all suites', () => {
  const outcome = total([
    { passed: 3, failed: 0, skipped: ['x'], failures: [] },
    { passed: 2, failed: 1, skipped: [], failures: ['y'] },
  ]);
  expect(closingLine(outcome)).toBe('5 passed, 1 failed, 1 skipped');
});

describe('a report and the command that wrote it', () => {
  const report = { passed: 3, failed: 0, skipped: [], failures: [] };
  const hung = { passed: 0, failed: 1, skipped: [], failures: ['jest: did not end'] };

  test('a command that failed is a failure, though the report knows of none', () => {
    expect(judge(report, hung)).toEqual({ passed: 3, failed: 1, skipped: [], failures: ['jest: did not end'] });
  });

  test('failures of the report are not counted twice', () => {
    const failed = { ...report, failed: 2, failures: ['a', 'b'] };
    expect(judge(failed, hung)).toEqual(failed);
  });

  test('a command that succeeded leaves the report as it is', () => {
    expect(judge(report, { passed: 1, failed: 0, skipped: [], failures: [] })).toEqual(report);
  });
});
