import type { KubernetesObject } from '../../../contract';

/** What an object asks of cert-manager, whose place the stack takes. */
export interface RequestedCertificate {
  /** `namespace/name`, by which objects refer to it. */
  readonly reference: string;
  readonly dnsNames: readonly string[];
  /** The Secret that pods read it from. */
  readonly secret: { readonly name: string; readonly namespace: string };
}

const GROUP = 'cert-manager.io';
/** cert-manager's annotation: an object with it gets the authority of that certificate into its `caBundle`s. */
const INJECT_FROM = `${GROUP}/inject-ca-from`;

/** The certificate that an object of cert-manager asks for; undefined for any other object. */
export function requestedBy({ apiVersion, kind, metadata, spec }: KubernetesObject): RequestedCertificate | undefined {
  if (kind !== 'Certificate' || !apiVersion.startsWith(`${GROUP}/`)) return undefined;
  const { dnsNames, secretName } = spec as { readonly dnsNames: readonly string[]; readonly secretName: string };
  const { name, namespace = 'default' } = metadata;
  return { reference: `${namespace}/${name}`, dnsNames, secret: { name: secretName, namespace } };
}

/** Reference to the certificate whose authority an object wants; undefined for one that wants none. */
export function trustedBy({ metadata }: KubernetesObject): string | undefined {
  return metadata.annotations?.[INJECT_FROM];
}
