import type { KubernetesObject } from '../../contract';
import { namespaceOf, titleOf } from '../kubernetes/objects';
import type { ApplyAnswer } from './change-api';

/** The manifests as they were last applied, to tell what another apply changes. */
export class AppliedManifests {
  private readonly texts = new Map<string, string>();

  /** What applying these does. */
  public compare(objects: readonly KubernetesObject[]): ApplyAnswer {
    const keys = new Set(objects.map(keyOf));
    return {
      applied: objects.map((object) => ({ title: titleOf(object), change: this.changeBy(object) })),
      left: [...this.texts.keys()].filter((key) => !keys.has(key)).map((key) => key.split(' ')[0] ?? key),
    };
  }

  public remember(objects: readonly KubernetesObject[]): void {
    for (const object of objects) this.texts.set(keyOf(object), JSON.stringify(object));
  }

  private changeBy(object: KubernetesObject): 'created' | 'configured' | 'unchanged' {
    const known = this.texts.get(keyOf(object));
    if (known === undefined) return 'created';
    return known === JSON.stringify(object) ? 'unchanged' : 'configured';
  }
}

function keyOf(object: KubernetesObject): string {
  return `${titleOf(object)} in ${namespaceOf(object)} of ${object.apiVersion}`;
}
