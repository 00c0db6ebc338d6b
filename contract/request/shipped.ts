import { successSchema, type SentRequest } from './schema';

const LABEL = '^(spam|ham)$';
/** A number from 0 to 1, as JSON may write it. */
const PROBABILITY = '^(0(\\.\\d+)?|1(\\.0+)?|\\d(\\.\\d+)?[eE]-\\d+)$';

/** One e-mail a request, to a server that answers as apps/fastapi does. */
export const PREDICT_REQUEST: SentRequest = {
  method: 'POST',
  path: '/v1/predict',
  headers: {},
  body: '{"text": {{json}}}',
  lines: 'held-out e-mails',
  success: successSchema.parse({
    status: 200,
    json: {
      '$.predictions[0].label': LABEL,
      '$.predictions[0].probability': PROBABILITY,
    },
  }),
  model: { sha256: '$.model.sha256', variant: '$.model.variant' },
};

/** The same for a server of the Open Inference Protocol, which names no artifact. */
export const V2_REQUEST: SentRequest = {
  method: 'POST',
  path: '/v2/models/spam/infer',
  headers: {},
  body: '{"inputs": [{"name": "text", "datatype": "BYTES", "shape": [1, 1], "data": [{{json}}]}]}',
  lines: 'held-out e-mails',
  success: successSchema.parse({
    status: 200,
    json: {
      "$.outputs[?@.name=='label'].data[0]": LABEL,
      "$.outputs[?@.name=='probability'].data[0]": PROBABILITY,
    },
  }),
};
