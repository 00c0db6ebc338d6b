import type { Enforcement } from '../cgroup';
import type { EventLog, EventType } from '../events';
import { UNENFORCED_KINDS } from '../kubernetes/kinds';
import type { Validated } from '../kubernetes/validate';

/** Notes of the engine: an event of the node, and a line for the person who started it. */
export class Notes {
  private readonly saidOfKinds = new Set<string>();

  public constructor(
    private readonly events: EventLog,
    private readonly log: (line: string) => void,
  ) {}

  public fault(error: unknown): void {
    this.note('Warning', 'EngineFault', error instanceof Error ? error.message : String(error));
  }

  public limits(limits: Readonly<Record<string, Enforcement>>): void {
    for (const [resource, enforcement] of Object.entries(limits)) {
      if (enforcement.enforced) continue;
      this.note('Warning', 'LimitNotEnforced', `${resource} limits are not enforced: ${enforcement.reason}`);
    }
  }

  /** Once for each kind that a cluster enforces and one machine does not. */
  public unenforced(objects: readonly Validated[]): void {
    for (const { source } of objects) {
      const rule = UNENFORCED_KINDS[source.kind];
      if (rule === undefined || this.saidOfKinds.has(source.kind)) continue;
      this.saidOfKinds.add(source.kind);
      this.note('Normal', 'NotEnforced', `${source.kind} is accepted and not enforced here: ${rule.why}`);
    }
  }

  private note(type: EventType, reason: string, message: string): void {
    const subject = { kind: 'Node', namespace: 'default', name: 'localhost' };
    this.events.record({ subject, type, reason, message, source: 'local-engine' });
    this.log(message);
  }
}
