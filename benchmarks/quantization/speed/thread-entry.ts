/**
 * The measured thread: as in the queue's worker the session lives in a worker thread, with the worker's session options
 * (apps/queue/src/model/spam-model.ts), because `run` blocks the thread that calls it.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { InferenceSession } from 'onnxruntime-node';
import { seededRandom } from '../../../contract/random';
import { callInputs } from './inputs';
import type { MeasuredShape, MeasureReply, MeasureRequest } from './messages';

const SEED = 20_021_124;
/** The first call of a shape allocates memory. */
const WARMUP_CALLS = 1;

async function measure(request: MeasureRequest): Promise<MeasureReply> {
  const loadStart = performance.now();
  const session = await InferenceSession.create(request.model, {
    executionProviders: ['cpu'],
    executionMode: 'sequential',
    intraOpNumThreads: request.threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: request.isOptimized ? 'all' : 'disabled',
    logSeverityLevel: 3,
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  });
  const coldLoadMs = performance.now() - loadStart;
  const [first] = request.shapes;
  if (first !== undefined) await session.run(callInputs(request.inputs, first, seededRandom(SEED)));
  const rssBytes = process.memoryUsage.rss();
  const shapes: MeasuredShape[] = [];
  for (const shape of request.shapes) shapes.push(await measureShape(session, request, shape));
  return { coldLoadMs, rssBytes, shapes };
}

async function measureShape(
  session: InferenceSession,
  request: MeasureRequest,
  shape: MeasureRequest['shapes'][number],
): Promise<MeasuredShape> {
  const inputs = callInputs(request.inputs, shape, seededRandom(SEED));
  for (let call = 0; call < WARMUP_CALLS; call++) await session.run(inputs);
  const callMs: number[] = [];
  const cpuBefore = process.cpuUsage();
  const begun = performance.now();
  const isDone = (): boolean =>
    callMs.length >= request.calls ||
    (callMs.length >= request.fewestCalls && performance.now() - begun > request.secondsPerShape * 1000);
  while (!isDone()) {
    const start = performance.now();
    await session.run(inputs);
    callMs.push(performance.now() - start);
  }
  const { user, system } = process.cpuUsage(cpuBefore);
  return { ...shape, callMs, cpuSeconds: (user + system) / 1e6 };
}

const port = parentPort;
if (port === null) throw new Error('This file runs as a worker thread only.');
void measure(workerData as MeasureRequest).then((reply) => port.postMessage(reply));
