import type * as vscode from 'vscode';
import type { Finding } from '../compliance/report';
import type { Alternative } from '../models/alternatives';
import type { Services } from './services';
import type { Verdicts } from './verdicts';

/** A model that may be named where a finding names another, and how. */
export interface StandIn extends Alternative {
  readonly name: string;
}

/** What may stand in for a model that was found; judged once, until something changes that verdicts depend on. */
export class StandIns {
  private readonly known = new Map<string, Promise<readonly StandIn[]>>();

  constructor(
    private readonly verdicts: Verdicts,
    services: Services,
  ) {
    services.onChange(() => this.known.clear());
  }

  /** Models for the same task and of similar size that this project may use in this way, named as the finding's reference is. */
  of({ resolved, reference, use, kind }: Finding, folder: vscode.WorkspaceFolder): Promise<readonly StandIn[]> {
    if (resolved === null || use === null || (kind !== 'model' && kind !== 'output-use')) return Promise.resolve([]);
    const key = JSON.stringify([folder.uri.toString(), resolved, reference, use]);
    let found = this.known.get(key);
    if (found === undefined) {
      found = this.verdicts.standIns({ id: resolved, reference, use }, folder);
      this.known.set(key, found);
    }
    return found;
  }
}
