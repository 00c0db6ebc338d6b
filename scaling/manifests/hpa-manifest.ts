import type { RawObject } from './documents';
import { readHpaSpec, type HpaManifest } from './hpa';
import { readHpaAnnotations } from './hpa-annotations';
import { readManifest } from './manifest';

/** Reads a HorizontalPodAutoscaler of any version, with what annotations add to autoscaling/v1. */
export function readHpa(raw: RawObject): HpaManifest {
  const manifest = readManifest(raw, (fields) => ({ spec: readHpaSpec(fields.below('spec'), raw.apiVersion) }));
  if (raw.apiVersion !== 'autoscaling/v1') return manifest;
  const { metrics, behavior, problems } = readHpaAnnotations(manifest.annotations);
  const { spec } = manifest;
  return {
    ...manifest,
    spec: {
      ...spec,
      ...(metrics.length === 0 ? {} : { metrics: [...metrics, ...(spec.metrics ?? [])] }),
      ...(behavior === undefined ? {} : { behavior }),
    },
    shapeProblems: [...manifest.shapeProblems, ...problems],
  };
}
