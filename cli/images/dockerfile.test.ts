import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readApps } from '../../contract';
import { baseOf, copiedPaths, needsModel } from './dockerfile';

const ROOT = join(__dirname, '..', '..');

describe('the content of a build context', () => {
  test('is what COPY and ADD take from it, without what comes from another stage', () => {
    const text = 'FROM a AS b\nCOPY package.json .npmrc ./\nCOPY --chown=1:1 src /app\nADD data /data\nCOPY --from=b /out /out\n';
    expect(copiedPaths(text)).toEqual(['.npmrc', 'data', 'package.json', 'src']);
  });

  test('follows continued lines and leaves comments out', () => {
    expect(copiedPaths('COPY one \\\n  two \\\n  /there\n# COPY secret /x\n')).toEqual(['one', 'two']);
  });

  test('exists for every app of the lab', () => {
    for (const app of readApps(ROOT)) {
      const text = readFileSync(join(ROOT, app.dockerfile), 'utf8');
      for (const path of copiedPaths(text)) expect(() => readFileSync(join(ROOT, path))).not.toThrow(/ENOENT/);
    }
  });
});

describe('the base of an image', () => {
  test.each([
    ['docker.io/library/python:3.11-slim-bookworm', 'python'],
    ['node:20-bookworm-slim', 'node'],
    ['debian@sha256:0123', 'debian'],
    ['registry.example:5000/mirror/node', 'node'],
  ])('%s is %s', (image, base) => {
    expect(baseOf('apps/x/Dockerfile', `ARG BASE_IMAGE=${image}\nFROM \${BASE_IMAGE}\n`)).toBe(base);
  });

  test('must be one that packages can make', () => {
    expect(() => baseOf('apps/x/Dockerfile', 'ARG BASE_IMAGE=docker.io/library/golang:1\n')).toThrow(
      'apps/x/Dockerfile\n  starts from docker.io/library/golang:1, which cannot be made from packages.\n  Bases: debian, python, node.',
    );
  });

  test('must be an argument, or it cannot be replaced', () => {
    expect(() => baseOf('apps/x/Dockerfile', 'FROM python:3.11\n')).toThrow('has no `ARG BASE_IMAGE=`');
  });

  test('can be made from packages for every app of the lab', () => {
    for (const app of readApps(ROOT))
      expect(['debian', 'python', 'node']).toContain(baseOf(app.dockerfile, readFileSync(join(ROOT, app.dockerfile), 'utf8')));
  });
});

test('an image needs the model when it copies from the context of that name, not from a stage that begins so', () => {
  expect(needsModel('COPY --from=model . /model\n')).toBe(true);
  expect(needsModel('COPY --from=model-builder . /model\nCOPY model /m\n')).toBe(false);
});

test('every app that loads the model turns off the telemetry of onnxruntime, in its image and on this machine', () => {
  const withModel = readApps(ROOT).filter(({ hostEnv }) => hostEnv['MODEL_DIR'] !== undefined);
  expect(withModel.map(({ name }) => name)).toContain('fastapi');
  for (const { dockerfile, hostEnv } of withModel) {
    expect(hostEnv['ORT_DISABLE_TELEMETRY']).toBe('1');
    expect(readFileSync(join(ROOT, dockerfile), 'utf8')).toContain('ORT_DISABLE_TELEMETRY=1');
  }
});
