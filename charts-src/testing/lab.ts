import { loadLab, type Source, type KubernetesObject } from '../../contract';
import type { LabInput } from '../build-lab';
import { synthLab } from '../synth-lab';

/** Images with made-up tags, so that manifests under test do not change with the sources of apps. */
export const TEST_IMAGES = Object.fromEntries(
  [
    'fastapi',
    'queue',
    'redis',
    'benchmarks',
    'triton',
    'kserve',
    'litserve',
    'bare',
    'streamlit',
    'load-tools',
    'quantization',
  ].map((app) => [app, `ml-scaling-lab/${app}:000000000000`]),
);

/** A lab from YAML texts, later ones on top. */
export function labInput(...texts: readonly string[]): LabInput {
  const sources = texts.map((text, index): Source => ({ file: index === 0 ? 'lab.yaml' : 'lab.overlay.yaml', text }));
  return { ...loadLab(sources), images: TEST_IMAGES };
}

/** All objects of a lab, as they would be applied. */
export function objectsOf(...texts: readonly string[]): KubernetesObject[] {
  return synthLab(labInput(...texts)).flatMap(({ objects }) => objects);
}

/** The one object of a kind and name; fails the test when there is none. */
export function objectOf(objects: readonly KubernetesObject[], kind: string, name: string): KubernetesObject {
  const found = objects.find((object) => object.kind === kind && object.metadata.name === name);
  if (found === undefined)
    throw new Error(`no ${kind}/${name} among ${objects.map((one) => `${one.kind}/${one.metadata.name}`).join(', ')}`);
  return found;
}

/** What a person reads when a lab is wrong; empty when it is right. */
export function refusalOf(...texts: readonly string[]): string {
  try {
    objectsOf(...texts);
  } catch (error) {
    if (error instanceof Error && error.name === 'UserError') return error.message;
    throw error;
  }
  return '';
}
