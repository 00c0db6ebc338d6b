import type { Artifact } from '../model/artifact';
import type { Prediction } from '../prediction';

/** What an inference thread is started with. */
export interface InferenceSettings {
  readonly artifact: Artifact;
  readonly threads: number;
}

/** From the process to the thread. */
export type InferenceRequest = { readonly id: number; readonly texts: readonly string[] } | 'stop';

/** From the thread to the process. */
export type InferenceReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'unusable'; readonly reason: string }
  | { readonly kind: 'done'; readonly id: number; readonly predictions: readonly Prediction[] }
  | { readonly kind: 'failed'; readonly id: number; readonly reason: string };
