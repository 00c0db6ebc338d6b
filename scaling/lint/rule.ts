import type { HpaSpec } from '../hpa';
import type { Manifest, Manifests, Pod, ScaledPods, Workload } from '../manifests';

/** `error`: does not do what it says, or is refused. `warning`: likely a surprise. `note`: worth knowing. */
export const SEVERITIES = ['note', 'warning', 'error'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Something to look for in manifests. Pure: sees nothing but them and the version of Kubernetes. */
export interface Rule {
  readonly id: string;
  readonly severity: Severity;
  /**
   * Whatever the severity: the setting silently has no effect, or another one than it says.
   * @default false
   */
  readonly silent?: true;
  /**
   * The API server, or a webhook, refuses the object: what it says never applies.
   * @default false
   */
  readonly refused?: true;
  /** The rule as a reviewer would say it. */
  readonly title: string;
  readonly why: string;
  readonly fix: string;
  /** Where upstream says or does so: project, version, file. */
  readonly source: string;
  readonly check: (context: LintContext) => Hit[];
}

/** One place where a rule finds something. */
export interface Hit {
  readonly object: Manifest;
  /** Field of the object: `spec.maxReplicas`. */
  readonly path: string;
  readonly message: string;
}

export interface LintContext {
  readonly manifests: Manifests;
  readonly pods: readonly ScaledPods[];
  readonly hpas: readonly EffectiveHpa[];
  readonly kubernetesVersion: string;
  /** 34 of `1.34`. */
  readonly kubernetesMinor: number;
}

/** An HPA that will exist: written as one, or made by KEDA or KServe. */
export interface EffectiveHpa {
  /** The object that somebody wrote. */
  readonly object: Manifest;
  readonly spec: HpaSpec;
  /** What it moves; undefined when that is not in the manifests. */
  readonly pod: Pod | undefined;
  /** The object of that, where somebody wrote one. */
  readonly workload: Workload | undefined;
  /** Where the written object has what becomes `spec.metrics[index]`. */
  readonly metricPath: (index: number) => string;
  /** Where the written object has the behavior; undefined when it can have none. */
  readonly behaviorPath: string | undefined;
}
