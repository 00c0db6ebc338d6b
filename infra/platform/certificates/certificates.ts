import * as pulumi from '@pulumi/pulumi';
import { UserError, type KubernetesObject } from '../../../contract';
import { titleOf } from '../../../charts-src';
import { AppliedObject } from '../../bridge/applied-object';
import { CertificateResource } from '../../dynamic-resources';
import { requestedBy, trustedBy, withAuthority } from './requested';

/** The certificates of one addon, in place of cert-manager: made by the stack, the keys secrets in its state. */
export class Certificates {
  private readonly byReference: ReadonlyMap<string, CertificateResource>;

  /** @param objects all of the addon */
  public constructor(objects: readonly KubernetesObject[], options: pulumi.CustomResourceOptions) {
    this.byReference = new Map(
      objects.flatMap((object) => {
        const requested = requestedBy(object);
        if (requested === undefined) return [];
        const { reference, dnsNames } = requested;
        return [[reference, new CertificateResource(titleOf(object), { dnsNames }, options)] as const];
      }),
    );
  }

  /** The Secret that an object of cert-manager asks for, in place of that object; undefined for other objects. */
  public secretFor(object: KubernetesObject, options: pulumi.CustomResourceOptions): AppliedObject | undefined {
    const requested = requestedBy(object);
    const made = this.byReference.get(requested?.reference ?? '');
    if (requested === undefined || made === undefined) return undefined;
    const written = { apiVersion: 'v1', kind: 'Secret', metadata: requested.secret, type: 'kubernetes.io/tls' };
    const stringData = { 'tls.crt': made.certificate, 'tls.key': made.privateKey };
    return new AppliedObject(titleOf(written), { ...written, stringData }, options);
  }

  /**
   * The object with the certificate that it wants wherever it names a server.
   *
   * @throws UserError when no object of the addon asks for that certificate
   */
  public trusting(object: KubernetesObject): KubernetesObject {
    const reference = trustedBy(object);
    if (reference === undefined) return object;
    const certificate = this.byReference.get(reference);
    if (certificate === undefined)
      throw new UserError({
        code: 'addon-manifests-wrong',
        where: titleOf(object),
        problem: `wants the certificate ${reference}, which no object of these manifests asks for.`,
        fix: 'Put the Certificate of cert-manager.io that the object names into the folder.',
      });
    return withAuthority(
      object,
      certificate.certificate.apply((pem) => Buffer.from(pem).toString('base64')),
    );
  }
}
