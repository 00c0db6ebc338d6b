import { Option, type Command } from 'commander';
import { UserError } from '../contract';
import { assumedProfile, givenProfile, measuredProfile, type Profile } from '../scaling/diff/simulated';
import { ASSUME_FLAG, ASSUME_HELP, assumptionsOf } from './assumptions';
import { readDocument } from './files';

/** The options of diff and tune that say how long a request takes. */
export interface ServiceTimeOptions {
  readonly serviceTimes?: string;
  readonly serviceTimeMs?: string;
  readonly assume?: string;
  /** The old name of `serviceTimes`, which was mistaken for the profile of a lab. */
  readonly profile?: string;
}

export function addServiceTimeOptions(command: Command): Command {
  return command
    .option(
      '--service-times <file>',
      'how long requests take: profile.json of lab profile, or results.json of a load benchmark (default: an illustration)',
    )
    .addOption(new Option('--service-time-ms <median>', 'the same by its median alone').conflicts('serviceTimes'))
    .option(ASSUME_FLAG, ASSUME_HELP)
    .addOption(new Option('--profile <file>').hideHelp());
}

/**
 * Service times that were measured, given or, without either option, assumed, and the assumptions that are given.
 *
 * @throws UserError when the file is no profile, the number is no time, or an assumption is wrong
 */
export function profileOf({ assume, ...options }: ServiceTimeOptions): Profile {
  const assumed = assumptionsOf(assume);
  const profile = serviceTimesOf(options);
  return { ...profile, server: assumed.server ?? profile.server, assumed };
}

function serviceTimesOf({ serviceTimes, serviceTimeMs, profile }: Omit<ServiceTimeOptions, 'assume'>): Profile {
  if (profile !== undefined) {
    throw new UserError({
      where: `--profile ${profile}`,
      problem: 'is no option of this command.',
      fix: `Give service times as --service-times ${profile}.`,
      code: 'flag-wrong',
    });
  }
  if (serviceTimes !== undefined) return measuredProfile(serviceTimes, readDocument(serviceTimes));
  if (serviceTimeMs === undefined) return assumedProfile();
  const ms = Number(serviceTimeMs);
  if (ms > 0 && ms <= 600_000) return givenProfile(ms);
  throw new UserError({
    where: `--service-time-ms ${serviceTimeMs}`,
    problem: 'is not a number of milliseconds above 0 and up to 600000.',
    code: 'flag-wrong',
  });
}
