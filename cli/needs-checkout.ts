import { UserError } from '../contract/user-error';

/** Commands that run what only a checkout holds: services, the model, benchmarks, the Pulumi program, recorded traces. */
export const NEEDS_CHECKOUT: readonly string[] = [
  ...['up', 'apply', 'bench', 'report', 'status', 'down', 'get', 'events', 'history'],
  ...['parity', 'faults', 'model', 'conformance', 'validate', 'course', 'images', 'packages', 'pulumi', 'completion', 'test'],
];

/** @param command as it would be written after `./lab` */
export function checkoutNeeded(command: string): UserError {
  return new UserError({
    where: `ml-scaling-lab ${command}`,
    problem: 'needs what the npm package does not hold: the lab itself.',
    fix: `Clone the repository of the package and run ./lab ${command} there.`,
    code: 'checkout-needed',
  });
}
