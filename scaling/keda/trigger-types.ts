/** cpu and memory: KEDA hands them to the HPA as resource metrics instead of asking a scaler. */
export function isResourceTrigger({ type }: { readonly type: string }): boolean {
  return type === 'cpu' || type === 'memory';
}
