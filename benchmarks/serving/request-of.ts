import type { Target } from '../../contract/job';
import type { SentRequest } from '../../contract/request';
import { UserError } from '../../contract/user-error';

/** @throws UserError for a service whose load is made in another way, such as the queue */
export function requestOf({ service, request }: Target): SentRequest {
  if (request !== undefined) return request;
  throw new UserError({
    where: `service ${service}`,
    problem: 'has no request that this kind of benchmark could send.',
    fix: `Describe it in lab.yaml: services.${service}.request.`,
    code: 'job-input-wrong',
  });
}
