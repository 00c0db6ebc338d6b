import { KNOWN_MINORS, minorVersion } from '../../scaling/hpa';

/** The version that an answer holds for, said with every answer. */
export function versionNote(kubernetesVersion: string): string {
  const minor = minorVersion(kubernetesVersion) ?? KNOWN_MINORS.newest;
  const { oldest, newest } = KNOWN_MINORS;
  const nearest = Math.min(Math.max(minor, oldest), newest);
  const known = nearest === minor ? '' : ` The HPA is taken to behave as in 1.${nearest}, the nearest that is known.`;
  return `For Kubernetes ${kubernetesVersion} (--kubernetes-version).${known}`;
}
