import { z } from 'zod';
import { cpuMillis, memoryBytes } from '../quantity';
import { autoscalingSchema } from './autoscaling';

export const name = z
  .string()
  .regex(/^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$/, 'must be a DNS label: lower-case letters, digits and dashes, at most 40');
const cpu = z.string().refine((text) => (cpuMillis(text) ?? 0) > 0, {
  message: 'is not a CPU amount: write cores or millicores, for example "1", "0.5" or "500m"',
});
export const memory = z.string().refine((text) => (memoryBytes(text) ?? 0) > 0, {
  message: 'is not a memory amount: write bytes with a suffix, for example "512Mi" or "1Gi"',
});
export const port = z.number().int().min(1024).max(65_535);

/** Requests and limits of one container. */
export function resources(defaults: { requests: { cpu: string; memory: string }; limits: { cpu: string; memory: string } }) {
  return z
    .strictObject({
      requests: z
        .strictObject({ cpu: cpu.default(defaults.requests.cpu), memory: memory.default(defaults.requests.memory) })
        .prefault({}),
      limits: z
        .strictObject({ cpu: cpu.default(defaults.limits.cpu), memory: memory.default(defaults.limits.memory) })
        .prefault({}),
    })
    .superRefine((value, context) => {
      for (const [resource, amountOf] of [
        ['cpu', cpuMillis],
        ['memory', memoryBytes],
      ] as const) {
        const [request, limit] = [value.requests[resource], value.limits[resource]];
        if ((amountOf(request) ?? 0) > (amountOf(limit) ?? 0))
          context.addIssue({
            code: 'custom',
            path: ['requests', resource],
            message: `request ${request} is above the limit ${limit}`,
          });
      }
    })
    .prefault({});
}

export const replicas = z.number().int().min(0).max(100);

/** Replicas or an autoscaler, never both. */
export function scaled<Shape extends z.ZodRawShape>(shape: Shape) {
  return z
    .strictObject({
      ...shape,
      replicas: replicas.optional().describe('fixed number of pods; leave out when autoscaling is set'),
      autoscaling: autoscalingSchema.optional(),
    })
    .superRefine((value: { replicas?: unknown; autoscaling?: unknown }, context) => {
      if (value.replicas !== undefined && value.autoscaling !== undefined)
        context.addIssue({
          code: 'custom',
          path: ['replicas'],
          message: 'an autoscaler owns this service: give either replicas or autoscaling',
        });
    });
}
