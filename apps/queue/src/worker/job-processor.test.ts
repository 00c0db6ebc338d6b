import type { Prediction } from '../prediction';
import { jobProcessor } from './job-processor';

const model = { name: 'tiny', variant: 'fp32', sha256: '0'.repeat(64) };
const predictionOf = (text: string): Prediction => ({ label: 'ham', probability: text.length / 10, truncated: false });
const process = jobProcessor({ submit: (text) => Promise.resolve(predictionOf(text)) }, model);

test('a result names the model and keeps the order of the texts', async () => {
  await expect(process({ data: { texts: ['aaa', 'a', 'aa'] } })).resolves.toEqual({
    model,
    predictions: [predictionOf('aaa'), predictionOf('a'), predictionOf('aa')],
  });
});

test.each([[{}], [{ texts: [] }], [{ texts: [1] }], ['text']])(
  'a job with the data %j fails for good instead of being tried again',
  async (data) => {
    await expect(process({ data })).rejects.toMatchObject({ name: 'UnrecoverableError' });
  },
);
