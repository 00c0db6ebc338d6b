import { z } from 'zod';
import { labJsonSchema } from './lab';
import { documentSchema } from './result';
import { scenarioSchema } from './scenario';
import { jobInputSchema } from './job';

/** JSON Schemas of everything that crosses folders, by file name under docs/reference/schema. */
export function jsonSchemas(): Record<string, object> {
  const emit = (schema: z.ZodType, io: 'input' | 'output'): object =>
    z.toJSONSchema(schema, { io, unrepresentable: 'any', reused: 'inline' });
  return {
    'lab.schema.json': labJsonSchema(),
    'scenario.schema.json': emit(scenarioSchema, 'input'),
    'lab.benchmark-v1.schema.json': emit(documentSchema, 'output'),
    'job-input.schema.json': emit(jobInputSchema, 'output'),
  };
}
