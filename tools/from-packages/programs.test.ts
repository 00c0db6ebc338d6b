import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ADDONS, buildArguments, KEDA_VERSION, PROGRAMS, programsWith, toolchainOf } from './programs';

test('every wrapper module pins the toolchain that its programs are built with', () => {
  for (const { module } of PROGRAMS)
    expect(toolchainOf(module, readFileSync(join(__dirname, 'modules', module, 'go.mod'), 'utf8'))).toMatch(/^go1\.\d+\.\d+$/);
});

test('a module without a pinned toolchain is named', () => {
  expect(() => toolchainOf('kind', 'module x\n\ngo 1.26.0\n')).toThrow('modules/kind/go.mod pins no toolchain');
});

test('programs say the version they were built from', () => {
  const kube = PROGRAMS.find((program) => program.name === 'kube')!;
  expect(buildArguments(kube, '/out/kube').join(' ')).toContain('-X k8s.io/component-base/version.gitVersion=v1.35.4');
});

test('binaries hold no path of the machine that built them', () => {
  for (const program of PROGRAMS)
    expect(buildArguments(program, '/out')).toEqual(expect.arrayContaining(['-trimpath', '-buildvcs=false']));
});

test('the programs of an addon are built only for clusters with that addon', () => {
  const addonsIn = (programs: readonly { readonly for: string }[]) => [...new Set(programs.map((program) => program.for))];
  expect(addonsIn(programsWith([]))).toEqual(['cluster', 'pulumi']);
  expect(addonsIn(programsWith(['keda']))).toEqual(['cluster', 'pulumi', 'keda']);
  expect(programsWith([...ADDONS, 'load-tools'])).toEqual(PROGRAMS);
});

test('the KEDA that is built is the one whose schema manifests are checked against', () => {
  const schema = readFileSync(join(__dirname, '..', '..', 'charts-src', 'schema', 'keda.json'), 'utf8');
  expect(schema).toContain(`"github.com/kedacore/keda/v2@${KEDA_VERSION}"`);
});
