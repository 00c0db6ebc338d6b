import { pricesSchema } from '../../../contract';
import { number, type Lesson } from '../exercise';

const PARAMETERS = 8e9;
/** Llama 3.1 8B: layers, heads that keep keys and values, and their size. */
const SHAPE = { layers: 32, keyValueHeads: 8, headSize: 128, tokens: 8192 } as const;
const FP16_BYTES = 2;
const GIGA = 1e9;
const HOURS = 730;

const kvBytesPerToken = 2 * SHAPE.layers * SHAPE.keyValueHeads * SHAPE.headSize * FP16_BYTES;

export const LLM: Lesson = {
  number: 8,
  title: 'Large language models on TGI and vLLM',
  page: '8-llm.md',
  exercises: [
    {
      name: 'a',
      question: 'How much memory do the weights of a model with 8 billion parameters take in FP16?',
      answerIn: 'GB',
      expected: () => number((PARAMETERS * FP16_BYTES) / GIGA, '2 bytes a parameter'),
    },
    {
      name: 'b',
      question: 'And with 4 bits a weight (AWQ, GPTQ), without the scales?',
      answerIn: 'GB',
      expected: () => number(PARAMETERS / 2 / GIGA, 'half a byte a parameter'),
    },
    {
      name: 'c',
      question: `It has ${SHAPE.layers} layers and ${SHAPE.keyValueHeads} key-value heads of ${SHAPE.headSize}, in FP16. How much KV cache does one request of ${SHAPE.tokens} tokens take?`,
      answerIn: 'GB',
      expected: () =>
        number(
          (kvBytesPerToken * SHAPE.tokens) / GIGA,
          `2 (keys, values) x ${SHAPE.layers} x ${SHAPE.keyValueHeads} x ${SHAPE.headSize} x 2 bytes = ${kvBytesPerToken} bytes a token`,
          0.1,
        ),
    },
    {
      name: 'd',
      question: 'How many such requests fit a card with 24 GB beside the FP16 weights, if 90 % of the card may be used?',
      answerIn: 'requests',
      expected: () => {
        const room = 0.9 * 24 * GIGA - PARAMETERS * FP16_BYTES;
        return number(Math.floor(room / (kvBytesPerToken * SHAPE.tokens)), `(0.9 x 24 - 16) GB / (c)`, 0);
      },
    },
    {
      name: 'e',
      question: "What does one GPU cost a month (730 hours) at the lab's default price?",
      answerIn: 'USD',
      expected: () => {
        const { gpuHourUsd } = pricesSchema.parse({});
        return number(HOURS * gpuHourUsd, `730 x ${gpuHourUsd}`);
      },
    },
  ],
};
