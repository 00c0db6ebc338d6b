import { loadLab, type Lab } from '../../contract';
import { requireNoGpu } from './machine';

const lab = (llm: object): Lab => loadLab([{ file: 'lab.yaml', text: JSON.stringify({ services: { llm } }) }]).lab;

test('a lab without a language model needs no GPU', () => {
  expect(() => requireNoGpu(lab({ gpus: 2 }))).not.toThrow();
});

test('with one, the local engine refuses and says where it would run', () => {
  const refused = (): void => requireNoGpu(lab({ enabled: true, gpus: 2 }));
  expect(refused).toThrow(
    'services.llm\n  needs 2 GPUs for every pod, and the local engine has none to give: it was not run, and nothing was started.',
  );
  expect(refused).toThrow('./lab up --on existing');
});
