import { ANNOTATION, LABEL } from '../constants';
import type { Child } from '../types';

/** The children of one InferenceService while its controller works. */
export class MadeChildren {
  private readonly byKey: Map<string, Child>;

  public constructor(existing: readonly Child[]) {
    this.byKey = new Map(existing.map((child) => [keyOf(child.kind, child.metadata.name), child]));
  }

  public all(): Child[] {
    return [...this.byKey.values()];
  }

  public put(child: Child): void {
    this.byKey.set(keyOf(child.kind, child.metadata.name), child);
  }

  /** reconcilers/service/service_reconciler.go, semanticServiceEquals: only ports and selector are compared. */
  public putService(made: Child): void {
    const existing = this.byKey.get(keyOf('Service', made.metadata.name));
    if (existing === undefined || JSON.stringify(existing.spec) !== JSON.stringify(made.spec)) this.put(made);
  }

  /** The number of pods is the autoscaler's, except under class none. */
  public putDeployment(made: Child): void {
    const existing = this.byKey.get(keyOf('Deployment', made.metadata.name));
    const isManual = made.metadata.annotations?.[ANNOTATION.class] === 'none';
    const replicas = existing?.spec['replicas'];
    this.put(isManual || replicas === undefined ? made : { ...made, spec: { ...made.spec, replicas } });
  }

  public delete(kind: Child['kind'], name: string): void {
    this.byKey.delete(keyOf(kind, name));
  }

  /** components/predictor.go, end of reconcileCanaryDeployments: predictors that nobody asks for any more. */
  public keepPredictors(names: readonly string[]): void {
    for (const { kind, metadata } of this.all()) {
      const isPredictor = metadata.labels?.[LABEL.component] === 'predictor' && ['Deployment', 'Service'].includes(kind);
      if (isPredictor && !names.includes(metadata.name)) this.delete(kind, metadata.name);
    }
  }
}

function keyOf(kind: Child['kind'], name: string): string {
  return `${kind}/${name}`;
}
