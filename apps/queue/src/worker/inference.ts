import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { artifactError } from '../model/artifact';
import type { Prediction } from '../prediction';
import type { InferenceReply, InferenceRequest, InferenceSettings } from './inference-messages';

/** Answers batches of texts away from the event loop. */
export interface Inference {
  run(texts: readonly string[]): Promise<readonly Prediction[]>;
  /** Settles when the thread has ended by itself, which it never should. */
  readonly died: Promise<Error>;
  close(): Promise<void>;
}

/** The compiled entry beside this file; a thread cannot be started from TypeScript. */
const COMPILED_ENTRY = join(__dirname, 'inference-entry.js');

interface Call {
  readonly resolve: (predictions: readonly Prediction[]) => void;
  readonly reject: (reason: Error) => void;
}

/**
 * Starts a thread that owns the model; resolves once the model is loaded and warm.
 *
 * @throws UserError with exit code "artifact" when the model cannot be loaded
 */
export async function startInference(settings: InferenceSettings, entry: string = COMPILED_ENTRY): Promise<Inference> {
  const thread = new Worker(entry, { workerData: settings });
  const first = await new Promise<InferenceReply>((resolve, reject) => {
    thread.once('message', resolve);
    thread.once('error', reject);
  });
  if (first.kind === 'unusable')
    throw artifactError(settings.artifact.modelPath, `cannot be loaded: ${first.reason.split('\n')[0] ?? ''}.`);
  return new InferenceThread(thread);
}

class InferenceThread implements Inference {
  public readonly died: Promise<Error>;
  private readonly calls = new Map<number, Call>();
  private readonly ended: Promise<void>;
  private lastId = 0;
  private closing = false;

  public constructor(private readonly thread: Worker) {
    thread.on('message', (reply: InferenceReply) => this.settle(reply));
    this.ended = new Promise((resolve) => {
      thread.once('exit', () => resolve());
    });
    this.died = new Promise((resolve) => {
      const end = (reason: Error) => {
        for (const { reject } of this.calls.values()) reject(reason);
        this.calls.clear();
        if (!this.closing) resolve(reason);
      };
      thread.once('error', end);
      thread.once('exit', (code) => end(new Error(`the inference thread ended with code ${code}`)));
    });
  }

  public run(texts: readonly string[]): Promise<readonly Prediction[]> {
    const id = ++this.lastId;
    return new Promise((resolve, reject) => {
      this.calls.set(id, { resolve, reject });
      this.post({ id, texts });
    });
  }

  public async close(): Promise<void> {
    this.closing = true;
    this.post('stop');
    await this.ended;
  }

  private post(request: InferenceRequest): void {
    this.thread.postMessage(request);
  }

  private settle(reply: InferenceReply): void {
    if (reply.kind !== 'done' && reply.kind !== 'failed') return;
    const call = this.calls.get(reply.id);
    this.calls.delete(reply.id);
    if (reply.kind === 'done') call?.resolve(reply.predictions);
    else call?.reject(new Error(reply.reason));
  }
}
