import { timestamp } from '../clock';

export interface Condition {
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
}

interface KeptCondition extends Condition {
  readonly type: string;
  readonly sinceMs: number;
}

/** Conditions in the order in which they first came up. Their time is that of the last change of `status`. */
export class ConditionList {
  private readonly conditions: KeptCondition[] = [];

  public set(type: string, condition: Condition, nowMs: number): void {
    const index = this.conditions.findIndex((one) => one.type === type);
    const known = this.conditions[index];
    const sinceMs = known?.status === condition.status ? known.sinceMs : nowMs;
    const kept = { type, ...condition, sinceMs };
    if (known === undefined) this.conditions.push(kept);
    else this.conditions[index] = kept;
  }

  public statusOf(type: string): Condition['status'] | undefined {
    return this.conditions.find((one) => one.type === type)?.status;
  }

  public toObjects(): object[] {
    return this.conditions.map(({ type, status, sinceMs, reason, message }) => ({
      type,
      status,
      lastTransitionTime: timestamp(sinceMs),
      reason,
      message,
    }));
  }
}
