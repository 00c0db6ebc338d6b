import type { KubernetesObject } from '../../contract';
import type { Problem } from '../setting';
import { containersIn, titleOf, workloadsIn, type RenderedContainer, type Workload } from './rendered';

/** A rule for every set of manifests. Pure: looks at rendered objects only. */
export interface Rule {
  /** Stable name, for reports and exceptions. */
  readonly id: string;
  /** The rule as a reviewer would say it. */
  readonly title: string;
  readonly check: (objects: readonly KubernetesObject[]) => Finding[];
}

/** One place where a rule does not hold. */
export interface Finding extends Problem {
  /** `Deployment/fastapi` */
  readonly object: string;
}

/** A rule on each object that makes pods. */
export function workloadRule(id: string, title: string, check: (workload: Workload) => Problem[]): Rule {
  return {
    id,
    title,
    check: (objects) =>
      workloadsIn(objects).flatMap((workload) => check(workload).map((one) => ({ ...one, object: titleOf(workload.object) }))),
  };
}

/** A rule on each container; fields are below the container. */
export function containerRule(
  id: string,
  title: string,
  check: (container: RenderedContainer, workload: Workload) => Problem[],
): Rule {
  return workloadRule(id, title, (workload) =>
    containersIn(workload.pod).flatMap(({ at, container }) =>
      check(container, workload).map((one) => ({ ...one, field: `${workload.at}.${at}.${one.field}` })),
    ),
  );
}

/** A rule on the pod spec as a whole; fields are below it. */
export function podRule(id: string, title: string, check: (workload: Workload) => Problem[]): Rule {
  return workloadRule(id, title, (workload) => check(workload).map((one) => ({ ...one, field: `${workload.at}.${one.field}` })));
}

/** A rule on each object of some kinds. */
export function objectRule(
  id: string,
  title: string,
  isMeant: (object: KubernetesObject) => boolean,
  check: (object: KubernetesObject, all: readonly KubernetesObject[]) => Problem[],
): Rule {
  return {
    id,
    title,
    check: (objects) =>
      objects.filter(isMeant).flatMap((object) => check(object, objects).map((one) => ({ ...one, object: titleOf(object) }))),
  };
}
