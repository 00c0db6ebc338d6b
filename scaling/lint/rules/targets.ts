import { nearest } from '../../../contract';
import {
  groupOf,
  hasTarget,
  sameNamespace,
  scales,
  targetingScalers,
  targetRefOf,
  titleOf,
  SCALABLE_KINDS,
  type Manifests,
  type TargetingScaler,
  type Workload,
} from '../../manifests';
import type { Hit, Rule } from '../rule';

/** Groups of the kinds that every cluster has, or that are known to have a scale subresource. */
const GROUP_OF_KIND: Readonly<Partial<Record<string, string>>> = {
  Deployment: 'apps',
  StatefulSet: 'apps',
  ReplicaSet: 'apps',
  ReplicationController: '',
  Rollout: 'argoproj.io',
};

/** Kinds whose count nobody can set by the scale subresource. */
const WITHOUT_SCALE: Readonly<Partial<Record<string, string>>> = {
  DaemonSet: 'the nodes decide how many pods it has',
  Job: 'it has no scale subresource',
  CronJob: 'it has no scale subresource',
  Pod: 'it is one pod',
};

function problemOf(scaler: TargetingScaler): string | undefined {
  const { kind, name } = targetRefOf(scaler);
  if (kind === '' || name === '') return undefined;
  const why = WITHOUT_SCALE[kind];
  if (why !== undefined) return `a ${kind} cannot be scaled: ${why}`;
  const group = GROUP_OF_KIND[kind];
  if (group === undefined) return wrongName(kind);
  const apiVersion = apiVersionOf(scaler);
  if (apiVersion === undefined || apiVersion === '' || groupOf(apiVersion) === group) return undefined;
  return `there is no ${kind} in group "${groupOf(apiVersion)}" (${apiVersion}): write ${group === '' ? 'v1' : `${group}/${group === 'apps' ? 'v1' : 'v1alpha1'}`}`;
}

/** Kinds are written with capitals, in the singular; resources are not kinds. */
function wrongName(kind: string): string | undefined {
  const known = [...Object.keys(GROUP_OF_KIND), ...Object.keys(WITHOUT_SCALE)];
  const meant = known.find((one) => [one, `${one}s`].some((text) => text.toLowerCase() === kind.toLowerCase()));
  return meant === undefined ? undefined : `there is no kind ${kind}. Did you mean ${meant}?`;
}

function apiVersionOf(scaler: TargetingScaler): string | undefined {
  return 'scaledObject' in scaler ? scaler.scaledObject.spec.scaleTargetRef.apiVersion : scaler.spec.scaleTargetRef?.apiVersion;
}

const NOT_SCALABLE: Rule = {
  id: 'target-not-scalable',
  severity: 'error',
  title: 'An autoscaler moves a kind that exists and can be scaled',
  why: 'The object is accepted. Then the controller asks for the scale subresource, reports FailedGetScale (no matches for kind …) on every sync, and scales nothing.',
  fix: 'Name a Deployment, StatefulSet, ReplicaSet or Rollout, with the group that serves it.',
  source:
    'Kubernetes v1.34, pkg/controller/podautoscaler/horizontal.go, reconcileAutoscaler (RESTMappings, scaleForResourceMappings); docs, Horizontal Pod Autoscaling',
  check: ({ manifests }) =>
    targetingScalers(manifests).flatMap((object) => {
      const message = problemOf(object);
      return message === undefined ? [] : [{ object, path: 'spec.scaleTargetRef', message }];
    }),
};

/** Autoscalers of a kind that is read here, whose target is not in the manifests. */
function astray(manifests: Manifests): TargetingScaler[] {
  return targetingScalers(manifests).filter((scaler) => {
    const { kind, name } = targetRefOf(scaler);
    return name !== '' && SCALABLE_KINDS.includes(kind) && problemOf(scaler) === undefined && !hasTarget(scaler, manifests);
  });
}

/** What was most likely meant, and why it is not found; undefined when nothing in the manifests looks like the target. */
function meant(scaler: TargetingScaler, manifests: Manifests): string | undefined {
  const { kind, name } = targetRefOf(scaler);
  const served = manifests.workloads.filter(
    ({ runs, name: own, appliedWith }) => runs === 'served' && own !== '' && appliedWith === scaler.appliedWith,
  );
  const elsewhere = served.find((one) => one.kind === kind && one.name === name);
  if (elsewhere !== undefined)
    return `${titleOf(elsewhere)} is in namespace ${elsewhere.namespace ?? ''}, and an autoscaler moves workloads of its own namespace`;
  const other = served.find((one) => one.name === name && sameNamespace(one, scaler));
  if (other !== undefined) return `${name} is a ${other.kind}`;
  // Only what nothing else moves, and what is written beside the autoscaler.
  const free = served.filter(
    (one) => one.kind === kind && sameNamespace(one, scaler) && isBeside(one, scaler) && !isMoved(one, manifests),
  );
  const names = free.map((one) => one.name);
  const choice = nearest(name, names) ?? names.find((one) => one.includes(name) || name.includes(one));
  return choice === undefined ? undefined : `did you mean ${choice}?`;
}

function isMoved(workload: Workload, manifests: Manifests): boolean {
  return targetingScalers(manifests).some((scaler) => scales(scaler, workload));
}

function isBeside({ file }: Workload, scaler: TargetingScaler): boolean {
  const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);
  return folderOf(file) === folderOf(scaler.file);
}

function missingText(scaler: TargetingScaler): string {
  const { kind, name } = targetRefOf(scaler);
  return `${kind} ${name}${scaler.namespace === undefined ? '' : ` in namespace ${scaler.namespace}`}`;
}

const TARGET_MISSING: Rule = {
  id: 'target-missing',
  severity: 'error',
  title: 'An autoscaler moves a workload that exists',
  why: 'The HPA controller reports FailedGetScale and nothing is scaled.',
  fix: 'Correct scaleTargetRef, or the namespace.',
  source: 'Kubernetes v1.34, pkg/controller/podautoscaler/horizontal.go, reconcileAutoscaler',
  check: ({ manifests }) =>
    astray(manifests).flatMap((scaler): Hit[] => {
      const hint = meant(scaler, manifests);
      if (hint === undefined) return [];
      return [{ object: scaler, path: 'spec.scaleTargetRef', message: `there is no ${missingText(scaler)}: ${hint}` }];
    }),
};

const TARGET_ELSEWHERE: Rule = {
  id: 'target-not-in-files',
  severity: 'note',
  title: 'An autoscaler is read together with what it moves',
  why: 'Requests, limits, probes, selector and volumes of the target decide whether the autoscaler works. They are not in these files, so none of that was judged.',
  fix: 'Lint the workload together with its autoscaler, for example the rendered chart.',
  source: 'this project',
  check: ({ manifests }) =>
    astray(manifests)
      .filter((scaler) => meant(scaler, manifests) === undefined)
      .map((scaler) => ({
        object: scaler,
        path: 'spec.scaleTargetRef',
        message: `${missingText(scaler)} is not in these files: its requests, limits, probes and labels were not judged`,
      })),
};

const TARGET_NOT_READ: Rule = {
  id: 'target-not-read',
  severity: 'note',
  title: 'What an autoscaler moves is of a kind whose pods are known here',
  why: 'Any kind with a scale subresource may be scaled. Its pods are found by the label selector that its status reports; their requests, and whether the HPA can read them at all, are not in these manifests.',
  fix: 'Check that the resource definition has scale.labelSelectorPath, and that its pods request what the metric is a share of.',
  source: 'Kubernetes docs, CustomResourceDefinitions, "Scale subresource"; v1.34, pkg/controller/podautoscaler/horizontal.go',
  check: ({ manifests }) => {
    return targetingScalers(manifests).flatMap((scaler): Hit[] => {
      const { kind, name } = targetRefOf(scaler);
      if (name === '' || kind === '' || SCALABLE_KINDS.includes(kind)) return [];
      if (problemOf(scaler) !== undefined || hasTarget(scaler, manifests)) return [];
      return [{ object: scaler, path: 'spec.scaleTargetRef', message: `the pods of ${kind} ${name} are not known here` }];
    });
  },
};

export const TARGET_RULES: readonly Rule[] = [NOT_SCALABLE, TARGET_MISSING, TARGET_ELSEWHERE, TARGET_NOT_READ];
