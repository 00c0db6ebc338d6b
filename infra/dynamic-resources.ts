import * as pulumi from '@pulumi/pulumi';
import type { KindClusterInputs, KindClusterState } from './cluster/kind/cluster-operations';
import type { KindImagesInputs } from './cluster/kind/image-operations';
import type { providers as kindProviders } from './cluster/kind/providers';
import type { ClaimInputs, ClaimState } from './owner/operations';
import type { PasswordInputs, PasswordState } from './passwords/provider';
import type { providers as passwordProviders } from './passwords/provider';
import type { providers as ownerProviders } from './owner/providers';
import type { providers as certificateProviders } from './platform/certificates/provider';
import type { CertificateInputs, KeyAndCertificate } from './platform/certificates/self-signed';

type Inputs<Of> = { readonly [Key in keyof Of]: pulumi.Input<Of[Key]> };
type Providers = typeof kindProviders & typeof ownerProviders & typeof certificateProviders & typeof passwordProviders;

/*
 * Pulumi writes the text of these functions into the state and runs them in a process of its own, in the folder of the
 * program. They only load infra/dynamic.cjs, so the text stays the same when the code changes. They stand
 * in one file, because what they import would become part of the text as well.
 */
/* eslint-disable @typescript-eslint/no-require-imports -- imports would become part of the text */
const load = (): Providers => {
  const path = require('node:path') as typeof import('node:path');
  return require(path.resolve('dynamic.cjs')) as Providers;
};
/* eslint-enable @typescript-eslint/no-require-imports */

const clusterProvider: pulumi.dynamic.ResourceProvider = {
  create: (inputs) => load().cluster.create(inputs),
  read: (id, state) => load().cluster.read(id, state),
  diff: (id, before, after) => load().cluster.diff(id, before, after),
  update: (id, before, after) => load().cluster.update(id, before, after),
  delete: (id, state) => load().cluster.delete(id, state),
};

const imageProvider: pulumi.dynamic.ResourceProvider = {
  create: (inputs) => load().image.create(inputs),
  read: (id, state) => load().image.read(id, state),
  diff: (id, before, after) => load().image.diff(id, before, after),
  update: (id, before, after) => load().image.update(id, before, after),
};

/** A cluster made by kind: made when it is absent, made again when its settings change or when it was deleted elsewhere. */
export class KindClusterResource extends pulumi.dynamic.Resource {
  declare public readonly containerId: pulumi.Output<KindClusterState['containerId']>;
  declare public readonly kubeconfig: pulumi.Output<KindClusterState['kubeconfig']>;
  declare public readonly kubeconfigPath: pulumi.Output<KindClusterState['kubeconfigPath']>;
  declare public readonly name: pulumi.Output<KindClusterState['name']>;

  public constructor(name: string, inputs: Inputs<KindClusterInputs>, options: pulumi.CustomResourceOptions) {
    const outputs = { containerId: undefined, kubeconfig: undefined };
    const secret = { ...options, additionalSecretOutputs: ['kubeconfig'] };
    super(clusterProvider, name, { ...inputs, ...outputs }, secret, 'kind', 'Cluster');
  }
}

/** Images of the lab on the node of a kind cluster. */
export class KindImagesResource extends pulumi.dynamic.Resource {
  public constructor(name: string, inputs: Inputs<KindImagesInputs>, options: pulumi.CustomResourceOptions) {
    super(imageProvider, name, { ...inputs }, options, 'kind', 'Images');
  }
}

const claimProvider: pulumi.dynamic.ResourceProvider = {
  create: (inputs) => load().claim.create(inputs),
  diff: (id, before, after) => load().claim.diff(id, before, after),
  update: (id, before, after) => load().claim.update(id, before, after),
};

const guardProvider: pulumi.dynamic.ResourceProvider = {
  create: (inputs) => load().guard.create(inputs),
  diff: (id, before, after) => load().guard.diff(id, before, after),
  update: (id, before, after) => load().guard.update(id, before, after),
  delete: (id, state) => load().guard.delete(id, state),
};

/** The first resource of a stack: it draws the stack's id, and refuses to go on when an object belongs to somebody else. */
export class Claim extends pulumi.dynamic.Resource {
  declare public readonly owner: pulumi.Output<string>;
  declare public readonly ownerId: pulumi.Output<string>;

  public constructor(name: string, inputs: Inputs<ClaimInputs>, options: pulumi.CustomResourceOptions) {
    super(claimProvider, name, { ...inputs, owner: undefined, ownerId: undefined }, options, 'owner', 'Claim');
  }
}

/** The last resource of a stack, so that it goes first: a destroy ends here if something is no longer the stack's own. */
export class Guard extends pulumi.dynamic.Resource {
  public constructor(name: string, inputs: Inputs<ClaimState>, options: pulumi.CustomResourceOptions) {
    super(guardProvider, name, { ...inputs }, options, 'owner', 'Guard');
  }
}

const certificateProvider: pulumi.dynamic.ResourceProvider = {
  create: (inputs) => load().certificate.create(inputs),
  diff: (id, before, after) => load().certificate.diff(id, before, after),
};

/** A key with a certificate that it signed itself. It lives in the state, so there is nothing to read or to delete. */
export class CertificateResource extends pulumi.dynamic.Resource {
  declare public readonly certificate: pulumi.Output<KeyAndCertificate['certificate']>;
  declare public readonly privateKey: pulumi.Output<KeyAndCertificate['privateKey']>;

  public constructor(name: string, inputs: Inputs<CertificateInputs>, options: pulumi.CustomResourceOptions) {
    const outputs = { certificate: undefined, privateKey: undefined };
    const secret = { ...options, additionalSecretOutputs: ['privateKey'] };
    super(certificateProvider, name, { ...inputs, ...outputs }, secret, 'platform', 'Certificate');
  }
}

const passwordsProvider: pulumi.dynamic.ResourceProvider = {
  create: (inputs) => load().passwords.create(inputs),
  diff: (id, before, after) => load().passwords.diff(id, before, after),
  update: (id, before, after) => load().passwords.update(id, before, after),
};

/** A password for each account of a Secret, drawn once for each stack. They live in the state alone. */
export class PasswordsResource extends pulumi.dynamic.Resource {
  declare public readonly passwords: pulumi.Output<PasswordState['passwords']>;

  public constructor(name: string, inputs: Inputs<PasswordInputs>, options: pulumi.CustomResourceOptions) {
    const secret = { ...options, additionalSecretOutputs: ['passwords'] };
    super(passwordsProvider, name, { ...inputs, passwords: undefined }, secret, 'platform', 'Passwords');
  }
}
