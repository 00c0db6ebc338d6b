import { fromResult, number, type Lesson } from '../exercise';

const RUN = './lab up --profile quick';

export const SET_UP: Lesson = {
  number: 1,
  title: 'Set-up',
  page: '1-set-up.md',
  exercises: [
    {
      name: 'a',
      question: 'How many logical CPUs did the newest load benchmark see? (report, "On what")',
      answerIn: 'a number',
      expected: fromResult('load', RUN, ({ environment, name }) => number(environment.logicalCpus, `environment of ${name}`, 0)),
    },
    {
      name: 'b',
      question: 'How many requests did it send? (report, "Numbers")',
      answerIn: 'a number',
      expected: fromResult('load', RUN, ({ metrics, name }) =>
        metrics['requests'] === undefined ? undefined : number(metrics['requests'], `requests of ${name}`, 0),
      ),
    },
    {
      name: 'c',
      question: 'How many e-mails did the accuracy benchmark judge?',
      answerIn: 'a number',
      expected: fromResult('accuracy', RUN, ({ metrics, name }) =>
        metrics['emails'] === undefined ? undefined : number(metrics['emails'], `emails of ${name}`, 0),
      ),
    },
  ],
};
