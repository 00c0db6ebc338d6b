import fc from 'fast-check';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchmarkResult, Run } from '../../contract';
import { fixtureResult, loadFixture } from '../../report/fixtures/load';
import { REPO } from '../paths';
import { answersOf, checkLesson, lessonOf } from './check';
import type { World } from './exercise';
import { LESSONS } from './lessons';

const NO_RUNS: World = { runs: [] };

function worldOf(...results: BenchmarkResult[]): World {
  const run: Run = { ...loadFixture(), results, failures: [] };
  return { runs: [run] };
}

function outcome(lesson: string, answer: string, world = NO_RUNS): string | undefined {
  const found = lessonOf(lesson);
  const answers = answersOf(found, [answer]);
  return checkLesson(found, answers, world).find(({ name }) => answers.has(name))?.outcome;
}

// By hand, so that an answer that is computed wrongly is seen.
test.each([
  ['2', 'a=20'],
  ['2', 'b=20'],
  ['2', 'c=40 ms'],
  ['3', 'a=2'],
  ['3', 'b=4'],
  ['3', 'c=4'],
  ['3', 'd=180'],
  ['3', 'e=15'],
  ['4', 'a=8'],
  ['4', 'b=100'],
  ['5', 'a=0.0157'],
  ['5', 'b=64'],
  ['6', 'a=yes'],
  ['7', 'a=yes'],
  ['7', 'b=no'],
  ['7', 'c=no'],
  ['8', 'a=16 GB'],
  ['8', 'b=4'],
  ['8', 'c=1.07'],
  ['8', 'd=5'],
  ['8', 'e=$518'],
])('lesson %s: %s is right', (lesson, answer) => {
  expect(outcome(lesson, answer)).toBe('right');
});

test('an answer from a run follows the newest run that has it', () => {
  const load = (p95Ms: number) => ({ ...fixtureResult('load/fastapi'), metrics: { p95Ms, maxRpsWithinSlo: 18, replicasMax: 1 } });
  const world = { runs: [...worldOf(load(100)).runs, ...worldOf(load(177)).runs] };
  expect(outcome('2', 'd=177ms', world)).toBe('right');
  expect(outcome('2', 'd=100', world)).toBe('wrong');
  expect(outcome('2', 'e=3', world)).toBe('right');
  expect(outcome('2', 'd=177')).toBe('later');
});

test('a wrong answer does not give the right one away, and says which way it is off', () => {
  const lesson = lessonOf('3');
  const [first] = checkLesson(lesson, answersOf(lesson, ['a=7']), NO_RUNS);
  expect(first).toMatchObject({ outcome: 'wrong', words: 'too high (pods)' });
  const open = checkLesson(lesson, new Map(), NO_RUNS);
  expect(open.map(({ outcome: one }) => one)).toEqual(['open', 'open', 'open', 'open', 'open', 'later', 'later']);
});

test('only the number counts, whatever its unit; nothing else is a number', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -1000, max: 1000 }).filter((value) => value !== 2),
      (value) => {
        expect(outcome('3', `a=${value} pods`)).toBe('wrong');
      },
    ),
  );
  expect(outcome('3', 'a=two')).toBe('wrong');
  expect(outcome('8', 'a=16,000')).toBe('wrong');
});

test('a lesson or an exercise that is not there is refused with those that are', () => {
  expect(() => lessonOf('9')).toThrow(/There are lessons 1 to 8/);
  expect(() => answersOf(lessonOf('1'), ['z=1'])).toThrow(/Write a=… b=… c=…/);
  expect(() => answersOf(lessonOf('1'), ['2'])).toThrow(/is not an answer/);
});

test('every lesson has its page, which names the command that checks it', () => {
  for (const { number, page } of LESSONS) {
    const file = join(REPO, 'docs/course', page);
    expect(existsSync(file)).toBe(true);
    expect(readFileSync(file, 'utf8')).toContain(`./lab course check ${number}`);
  }
  expect(LESSONS.map(({ number }) => number)).toEqual(LESSONS.map((_, index) => index + 1));
});
