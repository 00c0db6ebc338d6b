import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { ExitCode, plain } from '../../contract';
import type { CommandContext } from '../context';
import { answersOf, checkLesson, lessonOf, type Checked } from '../course/check';
import { LESSONS } from '../course/lessons';
import { readRuns } from '../history/runs';
import { RESULTS_DIR } from '../paths';

const SIGNS: Readonly<Record<Checked['outcome'], string>> = { right: 'right', wrong: 'WRONG', open: 'open', later: 'later' };

export function addCourse(program: Command, context: CommandContext): void {
  const course = program
    .command('course')
    .description('learn how serving scales: the pages in docs/course, with exercises that are checked here')
    .addHelpText('after', '\nExample: ./lab course check 3 a=2 b=4')
    .action(() => {
      for (const { number, title, page, exercises } of LESSONS)
        console.log(`${number}  ${title.padEnd(40)} docs/course/${page}, ${exercises.length} exercises`);
      console.log('\nAnswers are checked by:  ./lab course check 3 a=2 b=4');
    });
  course
    .command('check')
    .argument('<lesson>', 'its number')
    .argument('[answers...]', 'a=2 b=4 …; without any, the exercises are listed')
    .option('--json', 'print what is said of each exercise as JSON')
    .description('check answers to the exercises of a lesson; exit 6 when one is wrong')
    .addHelpText('after', '\nExample: ./lab course check 3 a=2 b=4')
    .action((number: string, given: string[], { json }: { readonly json?: boolean }) => {
      const lesson = lessonOf(number);
      const answers = answersOf(lesson, given);
      const checked = checkLesson(lesson, answers, { runs: existsSync(RESULTS_DIR) ? readRuns(RESULTS_DIR) : [] });
      if (json === true) console.log(JSON.stringify(checked, null, 2));
      else for (const line of linesOf(checked)) console.log(line);
      if (checked.some(({ outcome }) => outcome === 'wrong')) context.exit(ExitCode.verdict);
    });
}

function linesOf(checked: readonly Checked[]): string[] {
  const right = checked.filter(({ outcome }) => outcome === 'right').length;
  return [
    ...checked.flatMap(({ name, question, outcome, words }) => [
      `${name}  ${SIGNS[outcome].padEnd(5)}  ${question}`,
      `          ${plain(words)}`,
    ]),
    `\n${right} of ${checked.length} right.`,
  ];
}
