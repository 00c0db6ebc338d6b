import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readApps } from '../../contract';
import { K6_VERSION } from '../../tools/from-packages/programs';
import { basesOf, copiedPaths, needsModel, withModelFrom } from './dockerfile';

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

describe('what an image is built from', () => {
  test.each([
    ['docker.io/library/python:3.11-slim-bookworm', 'python'],
    ['node:20-bookworm-slim', 'node'],
    ['debian@sha256:0123', 'debian'],
    ['registry.example:5000/mirror/node', 'node'],
  ])('%s is %s', (image, base) => {
    expect(basesOf('apps/x/Dockerfile', `ARG BASE_IMAGE=${image}\nFROM \${BASE_IMAGE}\n`)).toEqual({ BASE_IMAGE: base });
  });

  test('every image that an argument names counts', () => {
    const text = 'ARG BASE_IMAGE=node:20\nARG GO_IMAGE=golang:1\nARG OTHER=x\nFROM ${GO_IMAGE}\n';
    expect(basesOf('apps/x/Dockerfile', text)).toEqual({ BASE_IMAGE: 'node', GO_IMAGE: 'golang' });
  });

  test('must be what packages can make', () => {
    expect(() => basesOf('apps/x/Dockerfile', 'ARG BASE_IMAGE=docker.io/library/rust:1\n')).toThrow(
      'apps/x/Dockerfile\n  takes something from docker.io/library/rust:1, which cannot be made from packages.\n  Bases: debian, python, node, golang, k6.',
    );
  });

  test('must be an argument, or it cannot be replaced', () => {
    expect(() => basesOf('apps/x/Dockerfile', 'FROM python:3.11\n')).toThrow('has no `ARG BASE_IMAGE=`');
  });

  test('can be made from packages for every app of the lab, and nothing is taken from any other image', () => {
    for (const app of readApps(ROOT)) {
      const text = readFileSync(join(ROOT, app.dockerfile), 'utf8');
      const stages = [...text.matchAll(/^FROM (\S+)(?: AS (\S+))?$/gm)];
      const own = [
        ...Object.keys(basesOf(app.dockerfile, text)).map((name) => `\${${name}}`),
        ...stages.map(([, , name]) => name),
      ];
      for (const [, from] of stages) expect(own).toContain(from);
    }
  });

  test('k6 is of one version, from a registry and from packages', () => {
    const text = readFileSync(join(ROOT, 'benchmarks', 'load-tools', 'Dockerfile'), 'utf8');
    expect(text).toContain(`ARG K6_IMAGE=docker.io/grafana/k6:${K6_VERSION.slice(1)}\n`);
  });
});

test('an image needs the model when it copies from the context of that name, not from a stage that begins so', () => {
  expect(needsModel('COPY --from=model . /model\n')).toBe(true);
  expect(needsModel('COPY --from=model-builder . /model\nCOPY model /m\n')).toBe(false);
});

test('for a builder without named contexts the model comes from an image, and everything else stays', () => {
  const text =
    '# COPY --from=model is described above\nFROM model-base\nCOPY --chown=1:1 --from=model . /model\nCOPY --from=model-builder model /m\n';
  expect(withModelFrom(text, 'lab/model:1')).toBe(text.replace('--from=model .', '--from=lab/model:1 .'));
  for (const { dockerfile } of readApps(ROOT)) {
    const own = readFileSync(join(ROOT, dockerfile), 'utf8');
    expect(needsModel(withModelFrom(own, 'lab/model:1'))).toBe(false);
  }
});

test('every app that loads the model turns off the telemetry of onnxruntime, in its image and on this machine', () => {
  const withModel = readApps(ROOT).filter(({ hostEnv }) => hostEnv['MODEL_DIR'] !== undefined);
  expect(withModel.map(({ name }) => name)).toContain('fastapi');
  for (const { dockerfile, hostEnv } of withModel) {
    expect(hostEnv['ORT_DISABLE_TELEMETRY']).toBe('1');
    expect(readFileSync(join(ROOT, dockerfile), 'utf8')).toContain('ORT_DISABLE_TELEMETRY=1');
  }
});
