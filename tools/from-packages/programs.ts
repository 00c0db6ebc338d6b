/** The programs that can be had as Go modules, each pinned by a committed wrapper module under modules/. */

export const KUBERNETES_VERSION = 'v1.35.4';
export const KUBERNETES_PLUGIN_VERSION = '4.25.0';
export const METRICS_SERVER_VERSION = 'v0.9.0';
/** Knative 1.23: the newest whose modules the module proxy serves all of. The algorithm in scaling/kpa has a version of its own. */
export const KNATIVE_VERSION = 'v0.50.0';
/** The version that scaling/keda follows and manifests are checked against. */
export const KEDA_VERSION = 'v2.21.0';
/** The version that scaling/kserve follows. */
export const KSERVE_VERSION = 'v0.20.0';

/** The version of the image that benchmarks/load-tools/Dockerfile takes it from elsewhere. */
export const K6_VERSION = 'v1.8.1';

export const PAUSE_VERSION = '3.10.1';

const PULUMI_VERSION = 'v3.248.0';
/** The newest sdk module that still holds the language host's source. */
const LANGUAGE_HOST_VERSION = 'v3.68.0';

/** Files that a build embeds, compacted copies from another module. */
export interface EmbeddedJson {
  /** Module that holds them, and the folder inside it. */
  readonly module: string;
  readonly folder: string;
  /** By file name: top-level values to set before the file is embedded. */
  readonly files: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Addons that only some profiles need on their cluster. */
export const ADDONS = ['knative', 'keda', 'kserve'] as const;
export type Addon = (typeof ADDONS)[number];

export interface Program {
  /** File name of the program, and its name in plans and logs. */
  readonly name: string;
  readonly version: string;
  readonly for: 'cluster' | 'pulumi' | 'load-tools' | Addon;
  /** Folder under modules/. */
  readonly module: string;
  /** The package for `go build`: an import path that the module pins, or a folder of its own. */
  readonly package: string;
  /** Go variables that carry the version. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly embedded?: EmbeddedJson;
  /** Wall seconds of a cold build on two otherwise idle cores; scaled by the measured pace. */
  readonly expectedSeconds: number;
}

const pulumiVersion = (version: string): Record<string, string> => ({
  'github.com/pulumi/pulumi/sdk/v3/go/common/version.Version': version,
});

/** The parts of Knative Serving that run: four Deployments and the sidecar of every revision. */
export const KNATIVE_PARTS = ['controller', 'autoscaler', 'activator', 'webhook', 'queue'] as const;
export type KnativePart = (typeof KNATIVE_PARTS)[number];

const knativeProgram = (part: KnativePart): Program => ({
  name: `knative-${part}`,
  version: KNATIVE_VERSION,
  for: 'knative',
  module: 'knative',
  package: `knative.dev/serving/cmd/${part}`,
  // The first one compiles the code that they share.
  expectedSeconds: part === KNATIVE_PARTS[0] ? 120 : 6,
});

/** The parts of KEDA that run. The admission webhook is left out, because the lab checks its own objects. */
export const KEDA_PARTS = ['adapter', 'operator'] as const;
export type KedaPart = (typeof KEDA_PARTS)[number];

const kedaProgram = (part: KedaPart): Program => ({
  name: `keda-${part}`,
  version: KEDA_VERSION,
  for: 'keda',
  module: 'keda',
  package: `github.com/kedacore/keda/v2/cmd/${part}`,
  variables: { 'github.com/kedacore/keda/v2/version.Version': KEDA_VERSION.slice(1) },
  // The first one compiles nearly all code of the other.
  expectedSeconds: part === KEDA_PARTS[0] ? 540 : 15,
});

/** The parts of KServe that run: the controller of InferenceServices, with its webhooks. */
export const KSERVE_PARTS = ['manager'] as const;
export type KservePart = (typeof KSERVE_PARTS)[number];

const kserveProgram = (part: KservePart): Program => ({
  name: `kserve-${part}`,
  version: KSERVE_VERSION,
  for: 'kserve',
  module: 'kserve',
  package: `github.com/kserve/kserve/cmd/${part}`,
  expectedSeconds: 200,
});

export const PROGRAMS: readonly Program[] = [
  { name: 'kind', version: 'v0.33.0', for: 'cluster', module: 'kind', package: 'sigs.k8s.io/kind', expectedSeconds: 30 },
  { name: 'pause', version: PAUSE_VERSION, for: 'cluster', module: 'kubernetes', package: './pause', expectedSeconds: 1 },
  { name: 'etcd', version: 'v3.6.6', for: 'cluster', module: 'kubernetes', package: './etcd', expectedSeconds: 45 },
  {
    name: 'kube',
    version: KUBERNETES_VERSION,
    for: 'cluster',
    module: 'kubernetes',
    package: './kube',
    variables: {
      'k8s.io/component-base/version.gitVersion': KUBERNETES_VERSION,
      'k8s.io/component-base/version.gitMajor': '1',
      'k8s.io/component-base/version.gitMinor': '35',
      'k8s.io/component-base/version.gitTreeState': 'clean',
    },
    expectedSeconds: 600,
  },
  {
    name: 'metrics-server',
    version: METRICS_SERVER_VERSION,
    for: 'cluster',
    module: 'metrics-server',
    package: '.',
    expectedSeconds: 200,
  },
  { name: 'coredns', version: 'v1.13.1', for: 'cluster', module: 'coredns', package: '.', expectedSeconds: 120 },
  {
    name: 'pulumi-language-nodejs',
    version: LANGUAGE_HOST_VERSION,
    for: 'pulumi',
    module: 'pulumi-language-nodejs',
    package: 'github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs',
    variables: pulumiVersion(LANGUAGE_HOST_VERSION),
    expectedSeconds: 100,
  },
  {
    name: 'pulumi-resource-kubernetes',
    version: KUBERNETES_PLUGIN_VERSION,
    for: 'pulumi',
    module: 'pulumi-resource-kubernetes',
    package: '.',
    variables: { 'github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/version.Version': KUBERNETES_PLUGIN_VERSION },
    embedded: {
      module: 'github.com/pulumi/pulumi-kubernetes/provider/v4',
      folder: 'cmd/pulumi-resource-kubernetes',
      files: { 'schema.json': { version: KUBERNETES_PLUGIN_VERSION }, 'terraform-mapping.json': {} },
    },
    expectedSeconds: 600,
  },
  {
    name: 'pulumi',
    version: PULUMI_VERSION,
    for: 'pulumi',
    module: 'pulumi',
    package: 'github.com/pulumi/pulumi/pkg/v3/cmd/pulumi',
    variables: pulumiVersion(PULUMI_VERSION),
    expectedSeconds: 385,
  },
  { name: 'k6', version: K6_VERSION, for: 'load-tools', module: 'k6', package: 'go.k6.io/k6', expectedSeconds: 120 },
  ...KNATIVE_PARTS.map(knativeProgram),
  ...KEDA_PARTS.map(kedaProgram),
  ...KSERVE_PARTS.map(kserveProgram),
];

/** What a cluster needs with these addons, and what images need with these tools. */
export function programsWith(added: readonly (Addon | 'load-tools')[]): Program[] {
  const wanted: readonly Program['for'][] = ['cluster', 'pulumi', ...added];
  return PROGRAMS.filter((program) => wanted.includes(program.for));
}

/** The toolchain that a module pins; `go` fetches it as a module when another one is installed. */
export function toolchainOf(module: string, goMod: string): string {
  const toolchain = /^toolchain (go[0-9.]+)$/m.exec(goMod)?.[1];
  if (toolchain === undefined) throw new Error(`modules/${module}/go.mod pins no toolchain`);
  return toolchain;
}

/** Arguments of `go build` for a program; the output path comes last so that it can be left out of the key. */
export function buildArguments(program: Program, output: string): string[] {
  const variables = Object.entries(program.variables ?? {}).map(([name, value]) => `-X ${name}=${value}`);
  return [
    'build',
    '-v',
    '-trimpath',
    '-buildvcs=false',
    '-ldflags',
    ['-s -w', ...variables].join(' '),
    '-o',
    output,
    program.package,
  ];
}
