import { kubeconfigFile, type LabState } from '../../local';
import { table } from '../table';

/** Where a running lab answers, for people and for kubectl. */
export function endpointLines({ services, runDir }: Pick<LabState, 'services' | 'runDir'>): string[] {
  const rows = services.map(({ service, address, hostPort }) => [service, `${address}:${hostPort}`]);
  return [
    ...table(['SERVICE', 'ADDRESS'], rows),
    '',
    `Kubernetes API (read-only), for kubectl and k9s: export KUBECONFIG=${kubeconfigFile(runDir)}`,
  ];
}
