import { z } from 'zod';
import { acceptedSchema, countsSchema, jobSchema } from './jobs/routes';
import { predictRequestSchema } from './prediction';
import { STATUS_OF } from './http/api-error';

const errorSchema = z.strictObject({
  error: z.strictObject({
    code: z.enum(Object.keys(STATUS_OF) as [string, ...string[]]),
    message: z.string(),
    details: z.array(z.strictObject({ path: z.string(), message: z.string() })),
  }),
});

function inline(schema: z.ZodType, io: 'input' | 'output'): object {
  const document = z.toJSONSchema(schema, { io });
  delete document.$schema;
  return document;
}

function json(description: string, name: string, headers: object = {}): object {
  const content = { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } };
  return { description, headers, content };
}

const retryAfter = { 'Retry-After': { schema: { type: 'integer' }, description: 'seconds' } };
const unavailable = { 503: json('Redis cannot be reached', 'Error', retryAfter) };
const notThere = {
  404: json('no such job', 'Error'),
  410: json('the job is over and its result is not kept any more', 'Error'),
};
const id = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };
const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  schema: { type: 'string' },
  description: 'a second request with the same key and texts returns the first job',
};

/** The HTTP interface of the API process, OpenAPI 3.1. */
export const openapi = {
  openapi: '3.1.0',
  info: { title: 'ml-scaling-lab queue', version: 'v1', description: 'Predictions through a queue: submit, then read.' },
  paths: {
    '/v1/jobs': {
      post: {
        operationId: 'submitJob',
        summary: 'Submit one text, or several, to be classified',
        parameters: [idempotencyKey],
        requestBody: {
          required: true,
          content: { 'application/json': { schema: { $ref: '#/components/schemas/PredictRequest' } } },
        },
        responses: {
          202: json('accepted', 'Accepted', {
            Location: { schema: { type: 'string' }, description: 'where the job is read' },
            ...retryAfter,
          }),
          409: json('the Idempotency-Key belongs to other texts', 'Error'),
          413: json('the body is too large', 'Error'),
          422: json('the body is wrong', 'Error'),
          429: json('this client has as many unfinished jobs as one may have', 'Error', retryAfter),
          503: json('the queue is full, or Redis cannot be reached', 'Error', retryAfter),
        },
      },
    },
    '/v1/jobs/{id}': {
      get: {
        operationId: 'readJob',
        summary: 'Status and result of a job',
        parameters: [id],
        responses: { 200: json('the job', 'Job'), ...notThere, ...unavailable },
      },
      delete: {
        operationId: 'cancelJob',
        summary: 'Cancel a job that waits or is worked on; one that is over stays as it is',
        parameters: [id],
        responses: { 200: json('the job as it is now', 'Job'), ...notThere, ...unavailable },
      },
    },
    '/v1/jobs/{id}/events': {
      get: {
        operationId: 'watchJob',
        summary: 'Server-sent events: the job whenever it changed, until it ends',
        parameters: [id],
        responses: {
          200: {
            description: 'events named by the status, with the job as data',
            content: { 'text/event-stream': { schema: { type: 'string' } } },
          },
          ...notThere,
          503: json('too many clients watch, or Redis cannot be reached', 'Error', retryAfter),
        },
      },
    },
    '/v1/queue': {
      get: {
        operationId: 'countJobs',
        summary: 'Number of jobs in each state',
        responses: { 200: json('counts', 'Counts'), ...unavailable },
      },
    },
  },
  components: {
    schemas: {
      PredictRequest: inline(predictRequestSchema, 'input'),
      Accepted: inline(acceptedSchema, 'output'),
      Job: inline(jobSchema, 'output'),
      Counts: inline(countsSchema, 'output'),
      Error: inline(errorSchema, 'output'),
    },
  },
};
