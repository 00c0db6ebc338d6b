/**
 * The request of a service: how lab.yaml writes it, how its answer is judged, and those of the services that the lab ships.
 *
 * - `schema`: settings, and the form that load generators read
 * - `resolve`: from the one to the other, with the texts of its files
 * - `template`, `json-path`, `success`: bodies from lines of data, values in answers, the success check
 * - `shipped`: the spam filter's own requests
 */
export { jsonSteps, valueAt, type JsonSteps } from './json-path';
export { RequestMistake, sentRequest } from './resolve';
export {
  notMeasured,
  requestSchema,
  sentRequestSchema,
  successSchema,
  type RequestSettings,
  type SentRequest,
  type Success,
} from './schema';
export { PREDICT_REQUEST, V2_REQUEST } from './shipped';
export { successCheck, successPlan, type SuccessPlan } from './success';
export { filledBody, filledPath } from './template';
