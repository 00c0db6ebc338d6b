import { jsonText, UserError } from '../../contract';

/** What somebody answers about their service. */
export interface Answers {
  readonly name: string;
  /** What starts it on this machine. */
  readonly command: string;
  /** Of one request. */
  readonly path: string;
  /** Folder of its manifests, from the folder of lab.yaml. */
  readonly manifests: string;
}

export interface InitInput extends Answers {
  /** Where editors find the schema of lab.yaml. */
  readonly schema: string;
  /** The workflow that the docs show. */
  readonly workflow: string;
  /** A chart is rendered, manifests are read. */
  readonly kind: 'chart' | 'manifests';
}

/** The files of a new lab, by their path in its folder. */
export function initFiles(input: InitInput): Readonly<Record<string, string>> {
  return {
    'lab.yaml': labYaml(input),
    'request.json': jsonText({ text: 'Put a real request here.' }),
    '.github/workflows/scaling-diff.yml': workflowOf(input),
  };
}

function labYaml({ name, command, path, schema }: InitInput): string {
  return `# yaml-language-server: $schema=${schema}
# A lab for ${name}: ./lab up --config lab.yaml
services:
  ${name}:
    # It must listen on $(HOST) and $(PORT): each pod has an address of its own.
    command: ${JSON.stringify(command)}
    request:
      path: ${JSON.stringify(path)}
      bodyFile: request.json
      success: { status: 200 }
    resources: { requests: { cpu: 500m, memory: 256Mi }, limits: { cpu: 500m, memory: 1Gi } }
    autoscaling:
      hpa:
        minReplicas: 1
        maxReplicas: 3
        metrics: [{ type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 60 } } }]

# What counts as fast enough.
slo: { p95Ms: 250, errorRate: 0.01 }

scenarios:
  steady: { phases: [{ seconds: 15, rps: 5 }] }
  step: { timeoutMs: 2000, phases: [{ seconds: 20, rps: 2 }, { seconds: 60, rps: 20 }] }

benchmarks:
  load/${name}: { kind: load, target: ${name}, scenario: steady }
  autoscaling/${name}: { kind: autoscaling, target: ${name}, scenario: step, settleSeconds: 30 }
`;
}

/** The workflow of the docs for one folder of manifests. */
function workflowOf({ name, manifests, workflow, kind }: InitInput): string {
  const folder = manifests.replace(/\/+$/, '');
  const source =
    kind === 'chart' ? `render: ${JSON.stringify(`helm template ${name} ${quoted(folder)}`)}` : `path: ${JSON.stringify(folder)}`;
  return replaced(
    replaced(workflow, /- chart\/\*\*$/m, `- ${JSON.stringify(`${folder}/**`)}`),
    /render: helm template .*$/m,
    source,
  );
}

/** One word for a shell. */
function quoted(word: string): string {
  return /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function replaced(text: string, pattern: RegExp, by: string): string {
  if (pattern.test(text)) return text.replace(pattern, () => by);
  throw new UserError({
    where: 'docs/examples/scaling-diff.yml',
    problem: `has no line ${pattern.source} any more.`,
    code: 'repository-incomplete',
  });
}

/** The name of a service from that of a folder: `My Service` -> `my-service`. */
export function serviceName(folder: string): string {
  const name = folder
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[^a-z]+|-+$/g, '')
    .slice(0, 30)
    .replace(/-+$/, '');
  return name === '' ? 'service' : name;
}
