import { readFile } from 'node:fs/promises';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Prediction } from '../prediction';
import type { Artifact } from './artifact';
import { TextEncoder, padded } from './text-encoder';
import { TextRule } from './text-rule';

const SPAM = 1;
const HAM = 0;

/**
 * The classifier in this thread. `run` of onnxruntime-node blocks the thread it is called on for the whole
 * inference, so this belongs in a worker thread.
 */
export class SpamModel {
  private constructor(
    private readonly session: InferenceSession,
    private readonly encoder: TextEncoder,
    private readonly labels: readonly string[],
    private readonly threshold: number,
  ) {}

  /** @param threads of one inference call: whole cores of the CPU limit, never of the machine */
  public static async load({ modelPath, tokenizerPath, manifest }: Artifact, threads: number): Promise<SpamModel> {
    const tokenizerJson = JSON.parse(await readFile(tokenizerPath, 'utf8')) as object;
    const session = await InferenceSession.create(modelPath, {
      executionProviders: ['cpu'],
      executionMode: 'sequential',
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      // A thread that spins while it waits for work burns the CPU quota that the next batch needs.
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    });
    const encoder = new TextEncoder(tokenizerJson, new TextRule(manifest.text), manifest.maxTokens);
    return new SpamModel(session, encoder, manifest.labels, manifest.threshold);
  }

  public async predict(texts: readonly string[]): Promise<Prediction[]> {
    const encoded = texts.map((text) => this.encoder.encode(text));
    const batch = padded(encoded.map(({ ids }) => ids));
    const shape = [batch.rows, batch.width];
    const { probability } = await this.session.run(
      { input_ids: new Tensor('int64', batch.inputIds, shape), attention_mask: new Tensor('int64', batch.attentionMask, shape) },
      ['probability'],
    );
    const probabilities = probability?.data as Float32Array;
    return encoded.map(({ truncated }, row) => {
      const value = probabilities[row] ?? Number.NaN;
      return { label: this.labels[value >= this.threshold ? SPAM : HAM] ?? '', probability: value, truncated };
    });
  }

  public async release(): Promise<void> {
    await this.session.release();
  }
}
