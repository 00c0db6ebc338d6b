import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildArguments, PROGRAMS, programsWith, toolchainOf } from './programs';

test('every wrapper module pins the toolchain that its programs are built with', () => {
  for (const { module } of PROGRAMS)
    expect(toolchainOf(module, readFileSync(join(__dirname, 'modules', module, 'go.mod'), 'utf8'))).toMatch(/^go1\.\d+\.\d+$/);
});

test('a module without a pinned toolchain is named', () => {
  expect(() => toolchainOf('kind', 'module x\n\ngo 1.26.0\n')).toThrow('modules/kind/go.mod pins no toolchain');
});

test('programs say the version they were built from', () => {
  const kube = PROGRAMS.find((program) => program.name === 'kube')!;
  expect(buildArguments(kube, '/out/kube').join(' ')).toContain('-X k8s.io/component-base/version.gitVersion=v1.34.4');
});

test('binaries hold no path of the machine that built them', () => {
  for (const program of PROGRAMS)
    expect(buildArguments(program, '/out')).toEqual(expect.arrayContaining(['-trimpath', '-buildvcs=false']));
});

test('only a cluster that is to have Knative has its programs built', () => {
  const names = (programs: readonly { readonly name: string }[]) => programs.map(({ name }) => name);
  expect(names(programsWith([])).filter((name) => name.startsWith('knative-'))).toEqual([]);
  expect(names(programsWith(['knative']))).toEqual(names(PROGRAMS));
});
