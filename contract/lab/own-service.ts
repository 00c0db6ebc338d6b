import { z } from 'zod';
import { commandWords } from '../command-words';
import { requestSchema, type SentRequest } from '../request';
import { port, resources, scaled } from './fields';

/** A command as its words, or as one text that is parted as a shell would. */
export const commandSchema = z.union([
  z.string().transform((text, context) => {
    const found = commandWords(text);
    if (found !== undefined && found.length > 0) return found;
    context.addIssue({ code: 'custom', message: found === undefined ? 'has a quote without an end' : 'is empty' });
    return z.NEVER;
  }),
  z.array(z.string()).min(1),
]);

const probePath = z.string().regex(/^\/\S*$/, 'must begin with / and have no blanks');

/** A service of the user's own: an image for a cluster, a command for this machine, or both, and a request to measure it by. */
export const ownServiceSchema = scaled({
  enabled: z.boolean().default(true),
  image: z
    .string()
    .regex(/^[\w.-]+(:\d+)?(\/[\w.-]+)*(:[\w.-]+)?(@sha256:[0-9a-f]{64})?$/, 'is no name of an image')
    .optional()
    .describe('what its pods run in a cluster'),
  command: commandSchema
    .optional()
    .describe('what runs on this machine, from the folder of lab.yaml; it must listen on $(HOST) and $(PORT)'),
  env: z
    .record(z.string(), z.string())
    .default({})
    .describe('variables of its pods; HOST and PORT, where it must listen, are set'),
  port: port.default(8000),
  probes: z
    .strictObject({
      ready: probePath.optional().describe('answered with 200 once it takes requests; without it an open port says so'),
      alive: probePath.optional().describe('answered with 200 while it works; without it an open port says so'),
      startupSeconds: z.number().int().positive().max(3600).default(60).describe('how long it may take to be ready'),
    })
    .prefault({}),
  resources: resources({ requests: { cpu: '500m', memory: '256Mi' }, limits: { cpu: '500m', memory: '1Gi' } }),
  request: requestSchema,
})
  .superRefine((service, context) => {
    for (const name of Object.keys(service.env).filter((one) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(one)))
      context.addIssue({ code: 'custom', path: ['env', name], message: 'is no name of a variable' });
  })
  .describe("a service of the user's own");

type OwnServiceSettings = z.infer<typeof ownServiceSchema>;

/** A service of the user's own, the files of its request read. */
export type OwnService = Omit<OwnServiceSettings, 'request'> & { readonly request: SentRequest };
