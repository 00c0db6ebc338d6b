import { z } from 'zod';
import { cpuMillis, memoryBytes } from '../../contract';

/** Numbers are allowed where YAML gives them (`cpu: 1`). */
const text = z.union([z.string(), z.number()]).transform(String);

/** CPU in thousandths of a core. */
export const cpuAmount = text.transform((value, context) => {
  const millis = cpuMillis(value);
  if (millis !== undefined) return millis;
  context.addIssue({
    code: 'custom',
    message: `${value} is no CPU amount: write cores or millicores, for example "1" or "500m"`,
  });
  return z.NEVER;
});

/** Memory in bytes. */
export const memoryAmount = text.transform((value, context) => {
  const bytes = memoryBytes(value);
  if (bytes !== undefined) return bytes;
  context.addIssue({ code: 'custom', message: `${value} is no memory amount: write bytes with a suffix, for example "512Mi"` });
  return z.NEVER;
});
