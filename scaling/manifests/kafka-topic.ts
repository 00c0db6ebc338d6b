import type { RawObject } from './documents';
import { readManifest, type Manifest } from './manifest';

/** A topic that Strimzi makes: kafka.strimzi.io, KafkaTopic. Its `replicas` are copies of data, not pods. */
export interface KafkaTopic extends Manifest {
  readonly topic: string;
  /** undefined: the broker's default. */
  readonly partitions: number | undefined;
}

export function readKafkaTopic(raw: RawObject): KafkaTopic {
  return readManifest(raw, (fields, { name }) => {
    const spec = fields.below('spec');
    return { topic: spec?.text('topicName') ?? name, partitions: spec?.integer('partitions') };
  });
}
