import { isAbsolute, join } from 'node:path';
import * as vscode from 'vscode';
import type { Explanation } from '../gate/explanation';
import type { ModelRecord } from '../licensing/artefacts';
import type { Use, Verdict } from '../licensing/verdict';
import type { Alternative } from '../models/alternatives';
import type { Registry } from '../registry/registry';
import { diskPath } from './folders';
import { type Problem, type Services, today } from './services';
import { chatModelPath, completionModelPath } from './settings';
import type { StandIn } from './standIns';

export interface ListedModel {
  readonly id: string;
  readonly verdict: Verdict;
  /** Paths on this machine. */
  readonly installed: readonly string[];
}

/** The questions that the licence rules answer, put for a workspace folder. */
export class Verdicts {
  constructor(private readonly services: Services) {}

  /**
   * What a reference means and whether the folder's project may use it; a model file is identified first. `use`: for what, where
   * it is not what the policy says.
   */
  async explain(
    reference: string,
    folder: vscode.WorkspaceFolder | undefined,
    signal: AbortSignal,
    use?: Use,
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
    if (!setting.ok) return setting;
    const { facts } = setting;
    const asked = use === undefined ? facts : { ...facts, use: { ...facts.use, value: use } };
    return { ok: true, explanation: explain(reference, { ...setting, facts: asked }) };
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

  /** What the folder's project may use in place of a model that was explained, for the same use. */
  async alternatives(
    { model, project }: Explanation,
    folder: vscode.WorkspaceFolder | undefined,
  ): Promise<readonly Alternative[]> {
    const [setting, core] = await Promise.all([this.setting(folder), this.services.core()]);
    if (!setting.ok) return [];
    const installed = await this.installedIds(setting.registry);
    return core.alternatives(model.id, { ...setting, facts: project }, { installed });
  }

  /** What the folder's project may use in place of a model, named as the reference names that. */
  async standIns(
    { id, reference, use }: { readonly id: string; readonly reference: string; readonly use: Use },
    folder: vscode.WorkspaceFolder,
  ): Promise<readonly StandIn[]> {
    const [setting, core] = await Promise.all([this.setting(folder), this.services.core()]);
    if (!setting.ok) return [];
    const { registry, facts } = setting;
    const model = registry.model(id);
    if (model === undefined) return [];
    const installed = await this.installedIds(registry);
    const nameOf = (other: ModelRecord) => core.namedLike(reference, model, other);
    const asked = { ...setting, facts: { ...facts, use: { ...facts.use, value: use } } };
    const found = core.alternatives(id, asked, { installed, fits: (other) => nameOf(other) !== null });
    return found.flatMap((alternative) => {
      const other = registry.model(alternative.id);
      const name = other === undefined ? null : nameOf(other);
      return name === null ? [] : [{ ...alternative, name }];
    });
  }

  private async installedIds(registry: Registry): Promise<ReadonlySet<string>> {
    const { installedModels } = await this.services.core();
    const configured = [completionModelPath(), chatModelPath()].filter((path) => path !== undefined);
    const here = await installedModels({ registry, builtinDir: this.services.builtinDir, configured });
    return new Set(here.models.flatMap(({ id }) => id ?? []));
  }

  private async setting(folder: vscode.WorkspaceFolder | undefined) {
    const [registry, project] = await Promise.all([this.services.registry(), this.services.project(folder)]);
    if (!registry.ok) return registry;
    if (!project.ok) return project;
    const { facts, policy } = project.project;
    return { ok: true as const, registry: registry.registry, facts, policy, today: today() };
  }
}
