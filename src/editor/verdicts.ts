import { isAbsolute, join } from 'node:path';
import * as vscode from 'vscode';
import type { CheckReport } from '../compliance/report';
import type { Explanation } from '../gate/explanation';
import type { Verdict } from '../licensing/verdict';
import { diskPath } from './folders';
import { type Problem, type Services, today } from './services';
import { chatModelPath, completionModelPath } from './settings';

export interface ListedModel {
  readonly id: string;
  readonly verdict: Verdict;
  /** Paths on this machine. */
  readonly installed: readonly string[];
}

/** The questions that the licence rules answer, put for a workspace folder. */
export class Verdicts {
  constructor(private readonly services: Services) {}

  /** What a reference means and whether the folder's project may use it; a model file is identified first. */
  async explain(
    reference: string,
    folder: vscode.WorkspaceFolder | undefined,
    signal: AbortSignal,
  ): Promise<{ readonly ok: true; readonly explanation: Explanation } | Problem> {
    const { explain, looksLikePath } = await this.services.core();
    if (looksLikePath(reference)) {
      const root = diskPath(folder);
      const file = root === undefined || isAbsolute(reference) ? reference : join(root, reference);
      const judged = await this.services.admit(file, folder, signal);
      if (judged.ok || judged.kind === 'refused') return { ok: true, explanation: judged.explanation };
      return { ok: false, message: judged.kind === 'unusable' ? judged.message : vscode.l10n.t('Stopped.') };
    }
    const setting = await this.setting(folder);
    return setting.ok ? { ok: true, explanation: explain(reference, setting) } : setting;
  }

  /** Every open model that completes or chats, judged for the folder's project, with its files on this machine. */
  async models(
    folder: vscode.WorkspaceFolder | undefined,
  ): Promise<{ readonly ok: true; readonly models: readonly ListedModel[] } | Problem> {
    const [setting, { explain, installedModels }] = await Promise.all([this.setting(folder), this.services.core()]);
    if (!setting.ok) return setting;
    const { registry } = setting;
    const configured = [completionModelPath(), chatModelPath()].filter((path) => path !== undefined);
    const here = await installedModels({ registry, builtinDir: this.services.builtinDir, configured });
    const models = registry.models
      .filter(({ availability }) => availability === 'open')
      .filter(({ tasks }) => tasks.some((task) => task === 'completion' || task === 'chat'))
      .map(({ id }) => ({
        id,
        verdict: explain(id, setting).verdict,
        installed: here.models.filter((model) => model.id === id).map(({ path }) => path),
      }));
    return { ok: true, models };
  }

  /** The workspace check of one folder. `onProgress` hears the file that was just read. */
  async check(
    folder: vscode.WorkspaceFolder,
    signal: AbortSignal,
    onProgress: (file: string) => void,
  ): Promise<{ readonly ok: true; readonly report: CheckReport } | Problem> {
    const root = diskPath(folder);
    if (root === undefined) {
      const message = vscode.l10n.t('{0} is not on a disk of this machine; the check cannot read it.', folder.name);
      return { ok: false, message };
    }
    const [registry, digests, { runCheck, readProject }] = await Promise.all([
      this.services.registry(),
      this.services.digests(),
      this.services.core(),
    ]);
    if (!registry.ok) return registry;
    // Read anew: a check by hand often follows a change of the policy, and the news of that may still be on its way.
    const read = readProject(root, vscode.workspace.isTrusted, 'by-place');
    if (!read.ok) return read;
    const { facts, policy } = read.project;
    const setting = { registry: registry.registry, facts, policy, today: today() };
    const options = { ...setting, digests, onProgress: ({ file }: { readonly file: string }) => onProgress(file) };
    const outcome = await runCheck(root, options, signal);
    return outcome.ok ? outcome : { ok: false, message: `${folder.name}: ${outcome.message}` };
  }

  private async setting(folder: vscode.WorkspaceFolder | undefined) {
    const [registry, project] = await Promise.all([this.services.registry(), this.services.project(folder)]);
    if (!registry.ok) return registry;
    if (!project.ok) return project;
    const { facts, policy } = project.project;
    return { ok: true as const, registry: registry.registry, facts, policy, today: today() };
  }
}
