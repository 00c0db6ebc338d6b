/** Entry point of an inference thread: owns one model and answers one request after another. */
import { parentPort, workerData } from 'node:worker_threads';
import { SpamModel } from '../model/spam-model';
import type { InferenceReply, InferenceRequest, InferenceSettings } from './inference-messages';

const port = parentPort;
if (port === null) throw new Error('This file runs as a worker thread only.');
const reply = (message: InferenceReply) => port.postMessage(message);
const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

async function load(): Promise<SpamModel | undefined> {
  const { artifact, threads } = workerData as InferenceSettings;
  try {
    const model = await SpamModel.load(artifact, threads);
    // The first call allocates the memory arena; no client should wait for that.
    await model.predict(['warm up']);
    return model;
  } catch (error) {
    reply({ kind: 'unusable', reason: reasonOf(error) });
    return undefined;
  }
}

async function main(inbox: NonNullable<typeof parentPort>): Promise<void> {
  const model = await load();
  if (model === undefined) return;
  inbox.on('message', (message: InferenceRequest) => {
    if (message === 'stop') {
      void model.release().finally(() => inbox.close());
      return;
    }
    const { id, texts } = message;
    model.predict(texts).then(
      (predictions) => reply({ kind: 'done', id, predictions }),
      (error: unknown) => reply({ kind: 'failed', id, reason: reasonOf(error) }),
    );
  });
  reply({ kind: 'ready' });
}

void main(port);
