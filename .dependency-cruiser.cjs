/**
 * Arrows of import only point down this list (see docs/architecture.md). Each folder names what it may import;
 * everything else inside the repository is refused.
 */
const MAY_IMPORT = {
  cli: ['infra', 'local', 'report', 'charts-src', 'benchmarks', 'scaling', 'tools', 'contract'],
  infra: ['report', 'charts-src', 'benchmarks', 'tools', 'contract'],
  local: ['scaling', 'contract'],
  report: ['scaling', 'contract'],
  'charts-src': ['scaling', 'contract'],
  benchmarks: ['contract'],
  scaling: ['contract'],
  'apps/knative-ingress': ['contract'],
  'apps/queue': ['contract'],
  tools: ['contract'],
  contract: [],
};
const FOLDERS = [...Object.keys(MAY_IMPORT), 'tests'];

/** Inside a folder: each of these may import only what comes after it, so no two import each other. */
const DOWNWARDS = {
  'charts-src': ['testing', 'platform', 'benchmarks', 'services', 'kserve', 'schema', 'rules', 'autoscaling', 'pod'],
  scaling: [
    ...['bench', 'why', 'conformance', 'tune', 'verify', 'profile', 'diff', 'lint', 'simulate', 'manifests'],
    ...['kserve', 'rollout', 'keda', 'kpa', 'hpa', 'statistics'],
  ],
};

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'pods-read-no-yaml',
      comment: 'lab.yaml is read on the machine of a person; images of apps and benchmarks hold no YAML parser',
      severity: 'error',
      from: { path: '^(apps|benchmarks)/', pathNot: '\\.test\\.ts$|/testing/' },
      to: { path: '^contract/(index|lab/(load|profiles))\\.ts$', reachable: true },
    },
    {
      name: 'scaling-is-pure',
      comment: 'scaling/ decides; files, processes, threads and the clock of the machine are the business of cli/ and local/',
      severity: 'error',
      from: { path: '^scaling/', pathNot: '\\.test\\.ts$|^scaling/bench/|/testing/|\\.mjs$' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(util|zlib)$' },
    },
    ...Object.entries(MAY_IMPORT).map(([folder, allowed]) => ({
      name: `${folder}-imports-only-${allowed.join('-') || 'nothing'}`,
      severity: 'error',
      from: { path: `^${folder}/` },
      to: { path: `^(${FOLDERS.filter((other) => other !== folder && !allowed.includes(other)).join('|')})/` },
    })),
    ...Object.entries(DOWNWARDS).flatMap(([folder, inOrder]) =>
      inOrder.slice(1).map((below, index) => ({
        name: `${folder}-${below}-imports-nothing-above-it`,
        severity: 'error',
        from: { path: `^${folder}/${below}/`, pathNot: '\\.test\\.ts$' },
        to: { path: `^${folder}/(${inOrder.slice(0, index + 1).join('|')})/` },
      })),
    ),
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(node_modules|build|dist)/' },
  },
};
