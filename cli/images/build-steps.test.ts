import { BuildSteps } from './build-steps';

const DOCKERFILE = 'ARG BASE_IMAGE=node\nFROM ${BASE_IMAGE}\nCOPY a /a\nRUN one \\\n  && two\n';

test('the classic builder: what began before a step is done', () => {
  const steps = new BuildSteps(DOCKERFILE);
  const shares = [
    'Step 1/4 : ARG BASE_IMAGE=node',
    'Step 2/4 : FROM ${BASE_IMAGE}',
    ' ---> 0123',
    'Step 3/4 : COPY a /a',
    'Step 4/4 : RUN one',
  ];
  expect(shares.map((line) => steps.after(line))).toEqual([0, 0.25, 0.25, 0.5, 0.75]);
});

test('BuildKit: every step counts once, however often it is named, and the whole is never done before the end', () => {
  const steps = new BuildSteps(DOCKERFILE);
  const lines = [
    '#1 [internal] load build definition from Dockerfile',
    '#5 [1/3] FROM docker.io/library/node',
    '#5 [1/3] FROM docker.io/library/node',
    '#5 DONE 0.3s',
    '#6 [2/3] COPY a /a',
    '#7 [3/3] RUN one   && two',
    '#8 [stage-9 1/2] RUN more',
  ];
  expect(lines.map((line) => steps.after(line))).toEqual([0, 0.25, 0.25, 0.25, 0.5, 0.75, 0.75]);
});
