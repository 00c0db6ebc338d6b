/**
 * Whether predictions came true: `verify(api, request)` scores one, `readLedger` and `recordOf` sum them up.
 *
 * - `verify`: the ranges before and after a change, and the replay
 * - `score`: measured figures against simulated runs, and claims against what happened
 * - `ledger`, `schema`: scores as they are kept
 */
export { readLedger, recordOf } from './ledger';
export { SCORE_SCHEMA, scoreSchema, type Score } from './schema';
export { verify, type VerifyRequest } from './verify';
