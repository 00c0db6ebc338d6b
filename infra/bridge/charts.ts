import * as pulumi from '@pulumi/pulumi';
import { ApiObject, Chart, type App } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { KubernetesObject } from '../../contract';
import { titleOf } from '../../charts-src';
import { annotated, adjustmentOf } from './adjust';
import { AppliedObject } from './applied-object';

export interface BridgeOptions {
  readonly parent: pulumi.Resource;
  readonly provider: pulumi.ProviderResource;
  /** Everything of every chart comes after these. */
  readonly dependsOn: readonly pulumi.Resource[];
  /**
   * Last change to an object before it becomes a resource.
   * @default - objects as the charts made them
   */
  readonly edit?: (object: KubernetesObject) => KubernetesObject;
  /**
   * Makes what must be there before an object, with the options that the object itself gets.
   * @default - nothing
   */
  readonly prepare?: (object: KubernetesObject, options: ResourceOptions) => pulumi.Resource[];
}

/** Options of a resource that a chart makes. */
export interface ResourceOptions {
  readonly parent: pulumi.Resource;
  readonly provider: pulumi.ProviderResource;
  readonly dependsOn: pulumi.Resource[];
}

/** A chart as one node of the stack: it is up when all its objects are. */
export class ChartResources extends pulumi.ComponentResource {
  /** By `Kind/name`. */
  public readonly objects = new Map<string, AppliedObject>();

  public constructor(chartId: string, options: pulumi.ComponentResourceOptions) {
    super('ml-scaling-lab:charts:Chart', chartId, {}, options);
  }
}

/**
 * Makes one Pulumi resource of every ApiObject of an app, field by field the same, named `Kind/name`. What cdk8s orders one
 * after another is ordered the same way; objects in a namespace come after it.
 */
export function bridge(app: App, options: BridgeOptions): ChartResources[] {
  const { edit = (object: KubernetesObject) => object, prepare = () => [] } = options;
  const objects = new Map<ApiObject, KubernetesObject>(
    app.charts.flatMap(apiObjectsIn).map((one) => [one, edit(one.toJson() as KubernetesObject)]),
  );
  const all = [...objects.values()];
  const charts = new Map<Chart, ChartResources>();
  const resources = new Map<ApiObject, AppliedObject>();
  const resourcesOf = (construct: IConstruct): pulumi.Resource[] =>
    Chart.isChart(construct)
      ? present(charts.get(construct))
      : apiObjectsIn(construct).flatMap((one) => present(resources.get(one)));

  for (const chart of app.charts) {
    const component = new ChartResources(chart.node.id, { parent: options.parent });
    charts.set(chart, component);
    for (const apiObject of inOrder(apiObjectsIn(chart))) {
      const object = objects.get(apiObject) as KubernetesObject;
      const namespaces = [...resources].filter(([other]) => isNamespaceOf(other, object)).map(([, resource]) => resource);
      const resourceOptions: ResourceOptions = {
        parent: component,
        provider: options.provider,
        dependsOn: [...options.dependsOn, ...namespaces, ...dependenciesOf(apiObject).flatMap(resourcesOf)],
      };
      const prepared = prepare(object, resourceOptions);
      const resource = resourceOf(object, all, { ...resourceOptions, dependsOn: [...resourceOptions.dependsOn, ...prepared] });
      resources.set(apiObject, resource);
      component.objects.set(titleOf(object), resource);
    }
  }
  return [...charts.values()];
}

function resourceOf(
  object: KubernetesObject,
  all: readonly KubernetesObject[],
  options: pulumi.CustomResourceOptions,
): AppliedObject {
  const { annotations, ignoreChanges, timeoutSeconds } = adjustmentOf(object, all);
  const timeout = timeoutSeconds === undefined ? undefined : `${timeoutSeconds}s`;
  return new AppliedObject(titleOf(object), annotated(object, annotations), {
    ...options,
    ignoreChanges: [...ignoreChanges],
    ...(timeout === undefined ? {} : { customTimeouts: { create: timeout, update: timeout } }),
  });
}

function apiObjectsIn(construct: IConstruct): ApiObject[] {
  return construct.node.findAll().filter((one) => ApiObject.isApiObject(one));
}

/** What a construct, or anything around it, must come after, without its own parts. */
function dependenciesOf(construct: IConstruct): IConstruct[] {
  return construct.node.scopes.flatMap((scope) =>
    scope.node.dependencies.filter((dependency) => !construct.node.scopes.includes(dependency)),
  );
}

/** Namespaces first, and after every object those that depend on it. */
function inOrder(objects: readonly ApiObject[]): ApiObject[] {
  const done = new Set<ApiObject>();
  const visit = (one: ApiObject): void => {
    if (done.has(one)) return;
    for (const dependency of dependenciesOf(one).flatMap(apiObjectsIn)) if (objects.includes(dependency)) visit(dependency);
    done.add(one);
  };
  for (const one of objects.filter(({ kind }) => kind === 'Namespace')) visit(one);
  objects.forEach(visit);
  return [...done];
}

function isNamespaceOf(other: ApiObject, object: KubernetesObject): boolean {
  return other.kind === 'Namespace' && other.name === object.metadata.namespace;
}

function present<Value>(value: Value | undefined): Value[] {
  return value === undefined ? [] : [value];
}
