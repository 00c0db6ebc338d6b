import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ExitCode } from '../../../../contract/exit-codes';
import { UserError } from '../../../../contract/user-error';
import { identityOf, openArtifact } from './artifact';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'artifact-'));
  writeFileSync(join(folder, 'model.onnx'), 'the model');
  writeFileSync(join(folder, 'tokenizer.json'), '{}');
  writeManifest({});
});
afterEach(() => rmSync(folder, { recursive: true }));

function entry(path: string, content: string) {
  return { path, sha256: createHash('sha256').update(content).digest('hex'), bytes: content.length };
}

function writeManifest(changes: object): void {
  const manifest = {
    schema: 'lab.model/v1',
    name: 'tiny',
    variant: 'fp32',
    files: { model: entry('model.onnx', 'the model'), tokenizer: entry('tokenizer.json', '{}') },
    opset: 17,
    maxTokens: 128,
    labels: ['ham', 'spam'],
    threshold: 0.5,
    text: { characters: [], maxCharacters: 100, steps: [] },
    ...changes,
  };
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
}

test('an artifact whose files are as its manifest says is opened', async () => {
  const artifact = await openArtifact(folder);
  expect(artifact.modelPath).toBe(join(folder, 'model.onnx'));
  expect(identityOf(artifact)).toEqual({ name: 'tiny', variant: 'fp32', sha256: entry('', 'the model').sha256 });
});

test.each<[string, () => void, string]>([
  ['one byte changed', () => writeFileSync(join(folder, 'model.onnx'), 'the nodel'), 'model.onnx\n  was changed'],
  ['a byte missing', () => writeFileSync(join(folder, 'model.onnx'), 'the mode'), 'has 8 bytes, its manifest says 9'],
  ['no tokenizer', () => unlinkSync(join(folder, 'tokenizer.json')), 'tokenizer.json\n  cannot be read'],
  ['no manifest', () => unlinkSync(join(folder, 'manifest.json')), 'manifest.json\n  does not exist'],
  ['no JSON', () => writeFileSync(join(folder, 'manifest.json'), '{'), 'manifest.json\n  cannot be read'],
  ['another schema', () => writeManifest({ schema: 'lab.model/v2' }), 'is not a lab.model/v1 manifest: schema'],
  ['no text rule', () => writeManifest({ text: undefined }), 'is not a lab.model/v1 manifest: text'],
])('an artifact with %s is an error that names the file', async (_damage, damage, message) => {
  damage();
  const failure: unknown = await openArtifact(folder).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(UserError);
  expect((failure as UserError).exitCode).toBe(ExitCode.artifact);
  expect((failure as UserError).message).toContain(message);
});
