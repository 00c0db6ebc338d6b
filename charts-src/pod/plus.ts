/**
 * The only import of cdk8s-plus-28, which is frozen at 2.5.6.
 *
 * What comes through: the generated API objects (`k8s.KubeDeployment`, …) and the `Cpu` unit. Its high-level workloads stay
 * outside because their defaults are not the lab's: images pulled on every start, 1000m/512Mi requested unasked, a TCP
 * startup probe of 30 s, selectors on a generated label, 300 s scale-down policies in every HPA. The lab's own defaults
 * are the constants below.
 */
import { Cpu, k8s } from 'cdk8s-plus-28';

export { Cpu, k8s };

/** Content-hashed tags never change, so a pulled image stays right. */
export const IMAGE_PULL_POLICY = 'IfNotPresent';

/** User and group of every container: numeric, because the kubelet cannot prove that a named user is not root. */
export const NON_ROOT_ID = 65_532;
