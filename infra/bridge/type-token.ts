/**
 * The type under which Pulumi's Kubernetes provider knows an object: `kubernetes:apps/v1:Deployment`. Objects of the core
 * group say `v1` and are called `core/v1`.
 */
export function typeToken({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): string {
  return `kubernetes:${apiVersion.includes('/') ? apiVersion : `core/${apiVersion}`}:${kind}`;
}
