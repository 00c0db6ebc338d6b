/** Where a command of the docs is executed, or why it is not. The first rule that matches a line counts. */
export interface Rule {
  /** Matched against the line as it is written, without its comment. */
  readonly command: RegExp;
  /** `here`: the test of the docs runs the line as it is. Else the test that runs the command, or why none does. */
  readonly by: 'here' | { readonly test: string } | { readonly not: string };
}

const LAB = { test: 'tests/e2e/local-lab.test.ts' };
const KIND = { test: 'tests/e2e/kind-lab.test.ts' };
const YOURS = { not: 'names files, a ref or a cluster of the reader; the same command runs on the examples of this repository' };
const RUNNING = { not: 'talks to a lab that the reader keeps running; what it prints is tested beside its code' };

export const RULES: readonly Rule[] = [
  // As written.
  { command: /^\.\/lab diff --base docs\/examples\S+ --head docs\/examples/, by: 'here' },
  { command: /^\.\/lab simulate --recorded tests\//, by: 'here' },
  { command: /^\.\/lab conformance --suite (kserve|rollout)$/, by: 'here' },
  { command: /^\.\/lab course/, by: 'here' },
  { command: /^\.\/lab \w+ --help$/, by: 'here' },
  // By other tests.
  { command: /^\.\/lab simulate docs\/examples\/rollouts/, by: { test: 'tests/cases/rollout.test.ts' } },
  { command: /^\.\/lab conformance --suite hpa/, by: { test: 'scaling/conformance/hpa.test.ts' } },
  { command: /^\.\/lab (up|down) .*--on kind/, by: KIND },
  {
    command: /^\.\/lab up .*--on existing/,
    by: { not: 'needs a cluster of the reader; tests/e2e/kind-lab.test.ts runs the same way of deploying' },
  },
  { command: /^\.\/lab up .*--profile llm/, by: { not: 'needs a GPU; tests/kserve/llm.test.ts checks what it renders' } },
  { command: /^\.\/lab (up|down|status|bench)\b/, by: LAB },
  { command: /^\.\/lab parity/, by: { test: 'cli/commands/parity.test.ts' } },
  { command: /^\.\/lab history/, by: { test: 'cli/history/compare.test.ts' } },
  { command: /^\.\/lab faults/, by: { test: 'tests/faults/faults.test.ts' } },
  { command: /^\.\/lab load/, by: { not: 'names a service of the reader; what it measures is tested beside its code' } },
  { command: /^\.\/lab init/, by: { not: 'asks in the folder of the reader; what it writes is tested beside its code' } },
  { command: /^\.\/lab (get|events|apply)\b/, by: RUNNING },
  { command: /^\.\/lab profile/, by: { test: 'tests/prometheus/profile.test.ts' } },
  { command: /^\.\/lab tune/, by: { test: 'scaling/tune/tune.test.ts' } },
  { command: /^\.\/lab (diff|lint|simulate|report)\b/, by: YOURS },
  { command: /^\.\/lab test/, by: { not: 'is the test run itself' } },
  { command: /^\.\/lab (pulumi|images)\b/, by: { test: 'tests/e2e/images.test.ts' } },
  { command: /^\.\/lab packages/, by: { test: 'tests/e2e/kind-lab.test.ts' } },
  { command: /^(eval "\$\()?\.\/lab/, by: { not: 'a command for one machine: what it does is tested beside its code' } },
  { command: /^(LAB_PROFILE=\w+ )?npx cdk8s synth/, by: { test: 'tests/golden/golden.test.ts' } },
  {
    command: /^npx ml-scaling-lab|^npm (ci|pack|install)/,
    by: { not: 'installs a package; tests of the package install it from the checkout' },
  },
  // Programs of others.
  {
    command: /^(queue=|hash\(\)|export |mkdir |\\?")/,
    by: { not: 'part of the lines around it: a variable, a folder, a text that goes on' },
  },
  {
    command: /^(kubectl|k9s|pulumi|docker|helm|kustomize)\b/,
    by: { not: 'needs a cluster, an account or a daemon; the labs on kind run the same in tests/e2e' },
  },
  {
    command: /^(locust|k6|vegeta|echo)\b/,
    by: { not: 'a load tool of the reader on a lab that runs; benchmarks/load-tools runs all three' },
  },
  { command: /^curl\b/, by: RUNNING },
  { command: /^git (clone|apply)/, by: { not: 'the address is that of whoever publishes the repository' } },
  { command: /^(nohup|sudo|apt-get|pip|node|python3?)\b/, by: { not: 'sets up a machine of the reader' } },
];
