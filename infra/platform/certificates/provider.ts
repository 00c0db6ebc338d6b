import type * as dynamic from '@pulumi/pulumi/dynamic';
import { selfSigned, type CertificateInputs } from './self-signed';

type Provider = Required<Pick<dynamic.ResourceProvider, 'create' | 'diff'>>;

/** What Pulumi calls for a certificate: drawn once, kept in the state, drawn again for other names. */
export function certificateProvider(now: () => Date): Provider {
  return {
    create: (inputs: CertificateInputs) =>
      Promise.resolve({ id: inputs.dnsNames[0] ?? '', outs: { ...inputs, ...selfSigned(inputs, now()) } }),
    diff: (_id: string, before: CertificateInputs, after: CertificateInputs) => {
      const changes = JSON.stringify(before.dnsNames) !== JSON.stringify(after.dnsNames);
      return Promise.resolve({ changes, replaces: changes ? ['dnsNames'] : [] });
    },
  };
}

/** As it runs beside Pulumi's engine. */
export const providers = { certificate: certificateProvider(() => new Date()) };
