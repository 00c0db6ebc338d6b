/** The type of an object in Pulumi's Kubernetes provider: `kubernetes:apps/v1:Deployment`. The core group is `core/v1`. */
export function typeToken({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): string {
  return `kubernetes:${apiVersion.includes('/') ? apiVersion : `core/${apiVersion}`}:${kind}`;
}
