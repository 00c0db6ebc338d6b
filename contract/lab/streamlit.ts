import { z } from 'zod';
import { port, resources } from './fields';

/** The page for people: try the model, send a batch, watch the lab, open the latest report. */
export const streamlitSchema = z
  .strictObject({
    enabled: z.boolean().default(false),
    port: port.default(8501),
    resources: resources({ requests: { cpu: '100m', memory: '256Mi' }, limits: { cpu: '1', memory: '512Mi' } }),
  })
  .prefault({});
