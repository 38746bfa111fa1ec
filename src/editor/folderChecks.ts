import { join, relative } from 'node:path';
import * as vscode from 'vscode';
import type { Checked, CheckOptions } from '../compliance/check';
import type { CheckReport } from '../compliance/report';
import type { ScanProgress } from '../compliance/scan';
import type { Registry } from '../registry/registry';
import { diskPath } from './folders';
import { type Problem, type Services, today } from './services';
import { registryOverlayPath } from './settings';

/** A folder's last check, which the next one goes on from, and what it was judged by. */
interface Held {
  readonly checked: Checked;
  readonly registry: Registry;
  /** Facts, policy and day. */
  readonly setting: string;
}

interface FolderCheckOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (message: string) => void;
  /** Files (absolute paths) that were written, made or deleted since the last check: only they are read again. */
  readonly changed?: readonly string[];
}

/** The workspace check, folder by folder: whole, or of what changed since the last one. */
export class FolderChecks {
  private readonly held = new Map<string, Held>();
  /** Files that Licit wrote into the workspace: what they name is not used there. */
  private readonly ours = new Set<string>();

  constructor(private readonly services: Services) {}

  async check(
    folder: vscode.WorkspaceFolder,
    { signal, onProgress, changed }: FolderCheckOptions,
  ): Promise<{ readonly ok: true; readonly report: CheckReport } | Problem> {
    const root = diskPath(folder);
    if (root === undefined) {
      const message = vscode.l10n.t('{0} is not on a disk of this machine; the check cannot read it.', folder.name);
      return { ok: false, message };
    }
    const [registry, digests, { runCheck, recheck, readProject, buildId }] = await Promise.all([
      this.services.registry(),
      this.services.digests(),
      this.services.core(),
    ]);
    if (!registry.ok) return registry;
    // Read anew: a check by hand often follows a change of the policy, and the news of that may still be on its way.
    const read = readProject(root, vscode.workspace.isTrusted, 'by-place');
    if (!read.ok) return read;
    const { facts, policy } = read.project;
    const overlay = registryOverlayPath();
    const options: CheckOptions = {
      registry: registry.registry,
      facts,
      policy,
      today: today(),
      digests,
      onProgress: ({ file, share }: ScanProgress) =>
        onProgress(share === undefined ? file : `${file}: ${Math.floor(share * 100)} %`),
      ownFiles: [...(overlay === undefined ? [] : [overlay]), ...this.ours],
      cache: { folder: join(this.services.storageDir, 'checks'), version: buildId },
      helper: this.services.lookWorkerPath,
      recheckable: true,
    };
    const setting = JSON.stringify([facts, policy, options.today, overlay]);
    const last = this.held.get(root);
    // A check that does not come to its end may have begun to change what it goes on from.
    this.held.delete(root);
    const goesOn = changed !== undefined && last?.setting === setting && last.registry === registry.registry;
    const outcome = goesOn
      ? await recheck(last.checked, placesIn(last.checked.seen.root, root, changed), options, signal)
      : await runCheck(root, options, signal);
    if (!outcome.ok) return { ok: false, message: `${folder.name}: ${outcome.message}` };
    if (outcome.checked !== undefined && !signal.aborted) {
      this.held.set(root, { checked: outcome.checked, registry: registry.registry, setting });
    }
    return { ok: true, report: outcome.report };
  }

  /** Leaves a report that was written into the workspace out of later checks. */
  isOurs(file: string): void {
    this.ours.add(file);
  }

  /** Goes on from nothing: the next check of each folder, or of this one, is a whole one. */
  forget(folder?: vscode.WorkspaceFolder): void {
    const root = diskPath(folder);
    if (root === undefined) this.held.clear();
    else this.held.delete(root);
  }
}

/** The same files below the folder's real path: it may have been opened through a link. */
function placesIn(realRoot: string, root: string, files: readonly string[]): string[] {
  return files.map((file) => join(realRoot, relative(root, file)));
}
