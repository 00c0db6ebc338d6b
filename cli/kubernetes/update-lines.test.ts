import { UpdateLines } from './update-lines';

let nowSeconds = 0;
const lines = () => new UpdateLines(new Map([['Job/bench-load-fastapi', 150]]), () => nowSeconds);

function shown(updates: UpdateLines, text: string): string[] {
  return text.split('\n').flatMap((line) => updates.read(line) ?? []);
}

test('a resource is shown once, when it is done', () => {
  expect(
    shown(
      lines(),
      ` @ updating....
 +  pulumi:pulumi:Stack ml-scaling-lab-lab-kind creating (0s) warning: using pulumi-language-nodejs from $PATH at /x/bin/pulumi-language-nodejs
 +  ml-scaling-lab:charts:Chart fastapi creating (0s)
 +  kubernetes:apps/v1:Deployment Deployment/fastapi creating (0s)
 +  kubernetes:apps/v1:Deployment Deployment/fastapi creating (3s) Deployment initialization complete
 +  kubernetes:apps/v1:Deployment Deployment/fastapi created (3s)
 +  kubernetes:apps/v1:Deployment Deployment/fastapi created (3s)
 -- kubernetes:batch/v1:Job Job/bench-load-fastapi deleting original (0s) warning: BackoffLimitExceeded
 -- kubernetes:batch/v1:Job Job/bench-load-fastapi deleted original (0.13s)
 +- kubernetes:batch/v1:Job Job/bench-load-fastapi replaced (0.00s) [diff: ~spec];
 ++ kubernetes:batch/v1:Job Job/bench-load-fastapi created replacement (21s) [diff: ~spec];`,
    ),
  ).toEqual([
    'created Deployment/fastapi (3s)',
    'deleted Job/bench-load-fastapi (0.13s)',
    'replaced Job/bench-load-fastapi (0.00s)',
    'created Job/bench-load-fastapi (21s)',
  ]);
});

test('errors and the summary are shown as they are', () => {
  expect(
    shown(
      lines(),
      `    kubernetes:core/v1:ConfigMap Result/x  error: resource 'a/b' does not exist
 +  pulumi:pulumi:Stack lab creating (110s) error: update failed
Resources:
    + 34 created
Duration: 1m53s`,
    ),
  ).toEqual([
    "kubernetes:core/v1:ConfigMap Result/x  error: resource 'a/b' does not exist",
    '+  pulumi:pulumi:Stack lab creating (110s) error: update failed',
    'Resources:',
    '+ 34 created',
    'Duration: 1m53s',
  ]);
});

test('the resource that takes longest is shown, with its expected time where that is known', () => {
  nowSeconds = 100;
  const updates = lines();
  expect(updates.waiting()).toBeUndefined();
  updates.read(' +  kubernetes:apps/v1:Deployment Deployment/fastapi creating (0s)');
  nowSeconds = 105;
  updates.read(' +  kubernetes:batch/v1:Job Job/bench-load-fastapi creating (0s) {.status.conditions} selected nothing');
  nowSeconds = 200;
  expect(updates.waiting()).toBe('… Deployment/fastapi: 1m40s');
  updates.read(' +  kubernetes:apps/v1:Deployment Deployment/fastapi created (100s)');
  expect(updates.waiting()).toBe('… Job/bench-load-fastapi: 1m35s of about 2m30s');
});
