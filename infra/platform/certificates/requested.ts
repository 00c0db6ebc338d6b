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

interface Webhook {
  readonly clientConfig: object;
}

interface Definition {
  readonly conversion?: { readonly webhook?: Webhook };
}

/**
 * The object with an authority wherever it names a server that the API server calls: in webhooks, or in the conversion of a
 * definition. An object that names none stays as it is, as cert-manager leaves it.
 *
 * @param caBundle value of the field: a certificate in PEM, in base64
 */
export function withAuthority(object: KubernetesObject, caBundle: unknown): KubernetesObject {
  const trusting = (webhook: Webhook): Webhook => ({ ...webhook, clientConfig: { ...webhook.clientConfig, caBundle } });
  const webhooks = object['webhooks'] as readonly Webhook[] | undefined;
  if (webhooks !== undefined) return { ...object, webhooks: webhooks.map(trusting) };
  const spec = object['spec'] as Definition | undefined;
  const { conversion } = spec ?? {};
  if (conversion?.webhook === undefined) return object;
  return { ...object, spec: { ...spec, conversion: { ...conversion, webhook: trusting(conversion.webhook) } } };
}
