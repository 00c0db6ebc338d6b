import { k8s } from '../pod/plus';

/** The part of a rendered container that autoscalers depend on. */
export interface ScaledContainer {
  readonly name: string;
  readonly resources?: {
    readonly requests?: Readonly<Record<string, string>>;
    readonly limits?: Readonly<Record<string, string>>;
  };
}

/** Containers whose request (or limit, which the API copies into a missing request) for a resource is not said. */
export function withoutRequest(containers: readonly ScaledContainer[], resource: string): string[] {
  return containers
    .filter(({ resources }) => resources?.requests?.[resource] === undefined && resources?.limits?.[resource] === undefined)
    .map(({ name }) => name);
}

const QUANTITY = /^\d+(\.\d+)?([numkMGTPE]|[KMGTPE]i|[eE][+-]?\d+)?$/;

/** Whether a text is a Kubernetes quantity that is not negative. */
export function isQuantity(text: string): boolean {
  return QUANTITY.test(text);
}

/** Whether a text is a Kubernetes quantity above zero. */
export function isPositiveQuantity(text: string): boolean {
  return isQuantity(text) && Number.parseFloat(text) > 0;
}

/** A container as it stands in the manifest. */
export function renderedContainer(container: k8s.Container): ScaledContainer {
  return k8s.toJson_Container(container) as unknown as ScaledContainer;
}
