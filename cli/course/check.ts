import { nearest, UserError } from '../../contract';
import type { Exercise, Expected, Lesson, World } from './exercise';
import { LESSONS } from './lessons';

/** What is said of one exercise. */
export interface Checked {
  readonly name: string;
  readonly question: string;
  readonly outcome: 'right' | 'wrong' | 'open' | 'later';
  /** Why it is right, what to look at again, in what to answer, or what to do first. */
  readonly words: string;
}

/** @throws UserError when the course has no such lesson */
export function lessonOf(text: string): Lesson {
  const lesson = LESSONS.find(({ number }) => String(number) === text);
  if (lesson !== undefined) return lesson;
  throw new UserError({
    where: `lesson ${text}`,
    problem: 'is not part of the course.',
    fix: `There are lessons 1 to ${LESSONS.length}: ./lab course lists them.`,
    code: 'flag-wrong',
  });
}

/**
 * Answers as `a=2`.
 *
 * @throws UserError when one is no answer to an exercise of the lesson
 */
export function answersOf({ number, exercises }: Lesson, given: readonly string[]): ReadonlyMap<string, string> {
  const names = exercises.map(({ name }) => name);
  return new Map(
    given.map((text): [string, string] => {
      const at = text.indexOf('=');
      const name = text.slice(0, Math.max(0, at)).trim().toLowerCase();
      if (at > 0 && names.includes(name)) return [name, text.slice(at + 1).trim()];
      const close = nearest(name, names);
      throw new UserError({
        where: `answer ${text}`,
        problem: `is not an answer to an exercise of lesson ${number}.`,
        fix: `Write ${names.map((one) => `${one}=…`).join(' ')}${close === undefined ? '' : `; did you mean ${close}?`}`,
        code: 'flag-wrong',
      });
    }),
  );
}

/** Every exercise of a lesson, with what is to be said of its answer. The right answer is told only once it was given. */
export function checkLesson(lesson: Lesson, answers: ReadonlyMap<string, string>, world: World): Checked[] {
  return lesson.exercises.map((exercise) => {
    const { name, question } = exercise;
    return { name, question, ...judged(exercise, answers.get(name), exercise.expected(world)) };
  });
}

function judged({ answerIn }: Exercise, answer: string | undefined, expected: Expected): Pick<Checked, 'outcome' | 'words'> {
  if (expected.kind === 'later') return { outcome: 'later', words: `needs ${expected.needs}: ${expected.command}` };
  if (answer === undefined) return { outcome: 'open', words: `answer in ${answerIn}` };
  if (expected.kind === 'word')
    return answer.toLowerCase() === expected.value.toLowerCase()
      ? { outcome: 'right', words: expected.because }
      : { outcome: 'wrong', words: `"${answer}" is not it (${answerIn})` };
  const value = numberOf(answer);
  if (value === undefined) return { outcome: 'wrong', words: `"${answer}" is no number; answer in ${answerIn}` };
  const slack = Math.max(expected.withinShare * Math.abs(expected.value), 1e-9);
  if (Math.abs(value - expected.value) <= slack) return { outcome: 'right', words: expected.because };
  return { outcome: 'wrong', words: `${value > expected.value ? 'too high' : 'too low'} (${answerIn})` };
}

/** `1,204`, `12.5 %`, `$25`, `20 ms`: the number, without its unit. */
function numberOf(text: string): number | undefined {
  const [matched] = /^-?\d+(\.\d+)?(e-?\d+)?/i.exec(text.replace(/^[$×x]/, '').replaceAll(',', '')) ?? [];
  return matched === undefined ? undefined : Number(matched);
}
