import { UserError } from '../contract';
import { assumedProfile, givenProfile, measuredProfile, type Profile } from '../scaling/diff/simulated';
import { readDocument } from './read-document';

/** The options by which diff and tune are told how long a request takes. */
export interface ServiceTimeOptions {
  readonly profile?: string;
  readonly serviceTimeMs?: string;
}

/**
 * Service times that were measured, given or, without either option, assumed.
 *
 * @throws UserError when the file is no profile or the number is no time
 */
export function profileOf({ profile, serviceTimeMs }: ServiceTimeOptions): Profile {
  if (profile !== undefined) return measuredProfile(profile, readDocument(profile));
  if (serviceTimeMs === undefined) return assumedProfile();
  const ms = Number(serviceTimeMs);
  if (ms > 0 && ms <= 600_000) return givenProfile(ms);
  throw new UserError({
    where: `--service-time-ms ${serviceTimeMs}`,
    problem: 'is not a number of milliseconds above 0 and up to 600000.',
    exit: 'usage',
  });
}
