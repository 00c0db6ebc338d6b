import { fromResult, metricOf, number, word, type Lesson } from '../exercise';

const RUN = './lab bench quantization';
const RANGE = { low: -1, high: 3 } as const;
const LEVELS = 255;

export const QUANTIZATION: Lesson = {
  number: 5,
  title: 'Quantization',
  page: '5-quantization.md',
  exercises: [
    {
      name: 'a',
      question: `Activations lie in [${RANGE.low}, ${RANGE.high}] and are stored as U8 (0 to ${LEVELS}), asymmetrically. What is the scale?`,
      answerIn: 'a number',
      expected: () => number((RANGE.high - RANGE.low) / LEVELS, `(high - low) / ${LEVELS}`),
    },
    {
      name: 'b',
      question: 'And the zero point, rounded to a whole number?',
      answerIn: 'a number',
      expected: () => number(Math.round((-RANGE.low * LEVELS) / (RANGE.high - RANGE.low)), 'round(-low / scale)', 0),
    },
    {
      name: 'c',
      question: 'Which variant does your newest quantization benchmark recommend?',
      answerIn: 'a name, such as int8, or fp32',
      expected: fromResult('quantization', RUN, ({ rows, name }) => {
        const variant = rows.find((row) => row['recommended'] === true)?.['variant'];
        return word(typeof variant === 'string' ? variant : 'fp32', `the recommended row of ${name}`);
      }),
    },
    {
      name: 'd',
      question: 'How many times as fast as FP32 is it?',
      answerIn: 'times',
      expected: metricOf('quantization', 'speedUp', RUN),
    },
    {
      name: 'e',
      question: 'How many times smaller is its file?',
      answerIn: 'times',
      expected: metricOf('quantization', 'sizeRatio', RUN),
    },
    {
      name: 'f',
      question:
        'Does its accuracy interval allow that it is worse than FP32 by 1 % or more (accuracy over FP32, lower bound, below 0.99)?',
      answerIn: 'yes or no',
      expected: fromResult('quantization', RUN, ({ intervals: { accuracyRatio } }) =>
        accuracyRatio === undefined
          ? undefined
          : word(accuracyRatio.low < 0.99 ? 'yes' : 'no', `the lower end is ${accuracyRatio.low.toFixed(4)}`),
      ),
    },
  ],
};
