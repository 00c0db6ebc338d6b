import * as pulumi from '@pulumi/pulumi';
import { UserError, type KubernetesObject } from '../../../contract';
import { titleOf } from '../../../charts-src';
import { AppliedObject } from '../../bridge/applied-object';
import { CertificateResource } from '../../dynamic-resources';
import { requestedBy, trustedBy } from './requested';

/** The certificates of one addon, in place of cert-manager: made by the stack, the keys secrets in its state. */
export class Certificates {
  private readonly byReference = new Map<string, CertificateResource>();

  public constructor(private readonly options: pulumi.CustomResourceOptions) {}

  /** The Secret that an object of cert-manager asks for, in place of that object; undefined for other objects. */
  public secretFor(object: KubernetesObject, options: pulumi.CustomResourceOptions): AppliedObject | undefined {
    const requested = requestedBy(object);
    if (requested === undefined) return undefined;
    const { reference, dnsNames, secret } = requested;
    const made = new CertificateResource(titleOf(object), { dnsNames }, this.options);
    this.byReference.set(reference, made);
    const written = { apiVersion: 'v1', kind: 'Secret', metadata: secret, type: 'kubernetes.io/tls' };
    const stringData = { 'tls.crt': made.certificate, 'tls.key': made.privateKey };
    return new AppliedObject(titleOf(written), { ...written, stringData }, options);
  }

  /**
   * The object with the certificate that it wants in its webhooks.
   *
   * @throws UserError when no earlier object asked for that certificate
   */
  public trusting(object: KubernetesObject): KubernetesObject {
    const reference = trustedBy(object);
    if (reference === undefined) return object;
    const certificate = this.byReference.get(reference);
    if (certificate === undefined)
      throw new UserError({
        code: 'addon-manifests-wrong',
        where: titleOf(object),
        problem: `wants the certificate ${reference}, which no earlier object of these manifests asks for.`,
        fix: 'Put the Certificate into an earlier file of the folder.',
      });
    const caBundle = certificate.certificate.apply((pem) => Buffer.from(pem).toString('base64'));
    const webhooks = (object['webhooks'] as readonly { readonly clientConfig: object }[]).map((webhook) => ({
      ...webhook,
      clientConfig: { ...webhook.clientConfig, caBundle },
    }));
    return { ...object, webhooks };
  }
}
