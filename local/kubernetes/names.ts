import { z } from 'zod';

/** Names become parts of paths and addresses here, so they are checked as the API server checks them. */

export const dnsLabel = z
  .string()
  .regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, 'must be a DNS label: lower-case letters, digits and dashes, at most 63');

/** Of an object: what can be one piece of a path of the API. */
export const objectName = z
  .string()
  .min(1)
  .max(253)
  .regex(/^(?!\.\.?$)[A-Za-z0-9._:-]+$/, 'must be letters, digits, dashes, dots and colons, and not . or ..');

/** Of a ConfigMap or a Secret: the name of a file. */
export const configKey = z
  .string()
  .max(253)
  .regex(
    /^(?!\.\.?$)(?!\.\.)[-._a-zA-Z0-9]+$/,
    'must be letters, digits, dashes, underscores and dots, and must not begin with two dots',
  );

/** Of a file in a volume. */
export const pathInVolume = z
  .string()
  .min(1)
  .regex(/^(?!\/)(?!(.*\/)?\.\.(\/|$))[^\0]*$/, 'must be a relative path that stays inside the volume');
