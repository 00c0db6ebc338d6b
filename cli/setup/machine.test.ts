import { labSchema, type Lab } from '../../contract';
import { requireNoGpu } from './machine';

const lab = (llm: object): Lab => labSchema.parse({ services: { llm } });

test('a lab without a language model needs no GPU', () => {
  expect(() => requireNoGpu(lab({ gpus: 2 }), 'local')).not.toThrow();
});

test.each([
  ['local', 'the local engine has none to give'],
  ['kind', 'a kind cluster has none to give'],
] as const)('with one, the engine %s says that it was not run and where it would be', (engine, message) => {
  const refused = (): void => requireNoGpu(lab({ enabled: true, gpus: 2 }), engine);
  expect(refused).toThrow(`services.llm\n  needs 2 GPUs for every pod, and ${message}: it was not run, and nothing was started.`);
  expect(refused).toThrow('./lab up --on existing');
});
