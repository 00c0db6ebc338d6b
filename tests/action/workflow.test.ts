import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { parse } from 'yaml';
import { z } from 'zod';

const REPO = join(__dirname, '../..');

const stepSchema = z.strictObject({
  name: z.string().optional(),
  id: z.string().optional(),
  if: z.string().optional(),
  uses: z.string().optional(),
  with: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  shell: z.string().optional(),
  env: z.record(z.string(), z.string()).optional(),
  run: z.string().optional(),
});
const inputSchema = z.strictObject({
  description: z.string().min(1),
  deprecationMessage: z.string().optional(),
  default: z.string(),
});
const actionSchema = z.strictObject({
  name: z.string(),
  description: z.string(),
  branding: z.strictObject({ icon: z.string(), color: z.string() }),
  inputs: z.record(z.string(), inputSchema),
  outputs: z.record(z.string(), z.strictObject({ description: z.string().min(1), value: z.string() })),
  runs: z.strictObject({ using: z.literal('composite'), steps: z.array(stepSchema) }),
});
const workflowSchema = z.strictObject({
  name: z.string(),
  on: z.record(z.string(), z.unknown()),
  permissions: z.record(z.string(), z.string()),
  concurrency: z.unknown(),
  jobs: z.record(
    z.string(),
    z.strictObject({
      needs: z.string().optional(),
      if: z.string().optional(),
      'runs-on': z.string(),
      'timeout-minutes': z.number(),
      permissions: z.record(z.string(), z.string()),
      steps: z.array(stepSchema),
    }),
  ),
});

function read(file: string): string {
  return readFileSync(join(REPO, file), 'utf8');
}

const action = actionSchema.parse(parse(read('action.yml')));
const workflow = workflowSchema.parse(parse(read('docs/examples/scaling-diff.yml')));

describe('action.yml', () => {
  const { steps } = action.runs;

  test('no input and no event field is pasted into a script, where it would be code', () => {
    for (const { run, shell } of steps.filter((step) => step.run !== undefined)) {
      expect(run).not.toContain('${{');
      expect(shell).toBe('bash');
    }
  });

  test('every input that it reads is declared, and every declared one is read', () => {
    const text = read('action.yml');
    const used = new Set([...text.matchAll(/\binputs\.([\w-]+)/g)].map(([, name]) => name));
    expect([...used].sort()).toEqual(Object.keys(action.inputs).sort());
  });

  test('every step whose outputs are read exists', () => {
    const read_ = [...read('action.yml').matchAll(/\bsteps\.([\w-]+)\.outputs\.([\w-]+)/g)];
    const ids = steps.flatMap(({ id }) => id ?? []);
    for (const [, id] of read_) expect(ids).toContain(id);
  });

  test('the token reaches only the step that comments', () => {
    const holders = steps.filter(({ env, with: inputs }) => JSON.stringify([env, inputs]).includes('inputs.token'));
    expect(holders.map(({ name }) => name)).toEqual(['Comment']);
  });

  test('the report is kept as an artifact before anybody may comment, and the verdict comes last', () => {
    const names = steps.map(({ name }) => name);
    expect(names.indexOf('Keep the report')).toBeLessThan(names.indexOf('Comment'));
    expect(names.at(-1)).toBe('Verdict');
  });

  test('the scripts that it starts are there', () => {
    const scripts = steps.flatMap(({ run = '' }) =>
      [...run.matchAll(/\$GITHUB_ACTION_PATH\/([\w./-]+)/g)].map(([, file]) => file!),
    );
    expect(scripts).toEqual(['cli/action/compare.sh', 'cli/action/comment.ts']);
    for (const script of scripts) expect(read(script).length).toBeGreaterThan(0);
  });

  test('every input of the comparison reaches lab diff', () => {
    const script = read('cli/action/compare.sh');
    const env = Object.keys(steps.find(({ id }) => id === 'compare')!.env!);
    for (const name of env) expect(script).toMatch(new RegExp(`\\$\\{?${name}\\b`));
  });
});

describe('the example workflow', () => {
  test('runs on pull_request alone: rendering runs code of the pull request', () => {
    expect(Object.keys(workflow.on)).toEqual(['pull_request']);
    const withoutComments = read('docs/examples/scaling-diff.yml').replaceAll(/#.*/g, '');
    expect(withoutComments).not.toContain('pull_request_target');
    expect(withoutComments).not.toMatch(/secrets\./);
  });

  test('gives no permission by default, and to the job that runs code of the pull request only reading', () => {
    expect(workflow.permissions).toEqual({});
    const { compare, comment } = workflow.jobs;
    expect(compare!.permissions).toEqual({ contents: 'read' });
    expect(comment!.permissions).toEqual({ 'pull-requests': 'write' });
  });

  test('checks out without keeping a token, deep enough for the base', () => {
    const checkout = workflow.jobs['compare']!.steps.find(({ uses }) => uses?.startsWith('actions/checkout@'));
    expect(checkout!.with).toEqual({ 'fetch-depth': 2, 'persist-credentials': false });
  });

  test('the job that may comment checks nothing out and renders nothing', () => {
    const { steps, needs } = workflow.jobs['comment']!;
    expect(needs).toBe('compare');
    expect(steps.map((step) => step.with)).toEqual([{ do: 'comment' }]);
    expect(steps.every(({ run }) => run === undefined)).toBe(true);
  });

  test('gives the action only inputs that it has', () => {
    const given = Object.values(workflow.jobs).flatMap(({ steps }) =>
      steps.filter(({ uses }) => uses?.includes('ml-scaling-lab')).flatMap((step) => Object.keys(step.with ?? {})),
    );
    for (const name of given) expect(Object.keys(action.inputs)).toContain(name);
  });
});

test('the poster needs nothing but Node: it imports nothing else, and its types can be stripped', () => {
  const source = read('cli/action/comment.ts');
  const imports = [...source.matchAll(/from '([^']+)'/g)].map(([, name]) => name);
  expect(imports).toEqual(['node:fs']);
  const { diagnostics } = ts.transpileModule(source, {
    reportDiagnostics: true,
    compilerOptions: { erasableSyntaxOnly: true, module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
  });
  expect(diagnostics).toEqual([]);
});
