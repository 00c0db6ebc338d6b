import { z } from 'zod';
import { ignored, refused } from './fields';
import { dnsLabel, objectName } from './names';

const byServer = 'the API server writes it';

export const metadataSchema = z.strictObject({
  name: objectName,
  namespace: dnsLabel.optional(),
  labels: z.record(z.string(), z.string()).default({}),
  annotations: z.record(z.string(), z.string()).default({}),
  generateName: refused('give the object a name'),
  uid: ignored(byServer),
  creationTimestamp: ignored(byServer),
  resourceVersion: ignored(byServer),
  generation: ignored(byServer),
  managedFields: ignored(byServer),
  selfLink: ignored(byServer),
  finalizers: ignored('objects are removed at once'),
  ownerReferences: ignored('nothing is garbage-collected'),
});

export const templateMetadataSchema = metadataSchema.partial({ name: true });

export const selectorSchema = z.strictObject({
  matchLabels: z.record(z.string(), z.string()).default({}),
  matchExpressions: z
    .array(
      z.strictObject({
        key: z.string(),
        operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist']),
        values: z.array(z.string()).default([]),
      }),
    )
    .default([]),
});

export type LabelSelector = z.infer<typeof selectorSchema>;

/** An object of this kind with these fields in its `spec`. */
export function objectSchema<const ApiVersion extends string, const Kind extends string, Spec extends z.core.$ZodLooseShape>(
  apiVersion: ApiVersion,
  kind: Kind,
  spec: Spec,
) {
  return z.strictObject({
    apiVersion: z.literal(apiVersion),
    kind: z.literal(kind),
    metadata: metadataSchema,
    spec: z.strictObject(spec),
    status: ignored('controllers write it'),
  });
}
