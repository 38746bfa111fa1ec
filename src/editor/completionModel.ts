import { stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { AdmittedModel } from '../gate/admitted';
import type { Explanation } from '../gate/explanation';
import type { AdmitResult } from '../gate/gate';
import { diskPath } from './folders';
import { type Problem, type Services, today } from './services';
import { completionModelPath } from './settings';
import { unlessAborted } from './waiting';

export type AdmittedCompletionModel =
  | { readonly ok: true; readonly model: AdmittedModel; readonly explanation: Explanation }
  | { readonly ok: false; readonly kind: 'refused' | 'no-model' | 'cancelled'; readonly message: string };

/** The model that completes code: the built-in one or a file of the user's, judged once per folder, file and day until something changes. */
export class CompletionModel implements vscode.Disposable {
  private readonly admissions = new Map<string, Promise<AdmitResult>>();
  private judgements = new AbortController();
  private readonly subscription: vscode.Disposable;

  constructor(
    private readonly services: Services,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscription = services.onChange(() => this.forget());
  }

  /** Judges anew from now on, e.g. because the file is no longer the one that was judged. */
  forget(): void {
    this.judgements.abort();
    this.judgements = new AbortController();
    this.admissions.clear();
  }

  async get(folder: vscode.WorkspaceFolder | undefined, signal: AbortSignal): Promise<AdmittedCompletionModel> {
    const file = await this.file();
    if (!file.ok) return { ok: false, kind: 'no-model', message: file.message };
    // An exception that ends today no longer counts tomorrow, and a file may be replaced by another.
    const key = [today(), diskPath(folder) ?? '', file.path, await lastChange(file.path)].join('\n');
    let judging = this.admissions.get(key);
    if (judging === undefined) {
      // Not cancelled with the keystroke that happened to ask first: the next ones need the same answer.
      judging = this.services.admit(file.path, folder, this.judgements.signal);
      this.admissions.set(key, judging);
      judging.then(
        (result) => this.log.info(`completion model: ${outcomeOf(result)}`),
        () => this.admissions.delete(key), // a bug, which those who wait for it report
      );
    }
    const result = await unlessAborted(judging, signal);
    if (result === 'aborted') return { ok: false, kind: 'cancelled', message: '' };
    if (result.ok) return result;
    if (result.kind === 'refused') {
      const { model, verdict, reasons } = result.explanation;
      const reason = reasons.find(({ effect }) => effect === verdict)?.text ?? verdict;
      return { ok: false, kind: 'refused', message: `${model.name}: ${reason}` };
    }
    // It may be there, or whole, next time.
    if (this.admissions.get(key) === judging) this.admissions.delete(key);
    if (result.kind === 'cancelled') {
      // Not by the one who asks: what was judged by has changed meanwhile, so it is judged anew.
      return this.judgements.signal.aborted ? { ok: false, kind: 'cancelled', message: '' } : this.get(folder, signal);
    }
    return { ok: false, kind: 'no-model', message: result.message };
  }

  dispose(): void {
    this.judgements.abort();
    this.subscription.dispose();
  }

  private async file(): Promise<{ readonly ok: true; readonly path: string } | Problem> {
    const configured = completionModelPath();
    if (configured !== undefined) return { ok: true, path: configured };
    const [registry, { builtinModel }] = await Promise.all([this.services.registry(), this.services.core()]);
    if (!registry.ok) return registry;
    const { builtinDir } = this.services;
    const builtin = builtinModel({ registry: registry.registry, builtinDir });
    if (builtin !== null) return { ok: true, path: builtin.path };
    return { ok: false, message: vscode.l10n.t('The built-in model is missing in {0}; reinstall Licit.', builtinDir) };
  }
}

/** When a file was changed last; nothing for one that is not there. */
async function lastChange(path: string): Promise<string> {
  const info = await stat(path).catch(() => undefined);
  return info === undefined ? '' : `${info.size}:${info.ctimeMs}`;
}

function outcomeOf(result: AdmitResult): string {
  if (result.ok) return `${result.model.name} (${result.model.path}), ${result.explanation.verdict}`;
  if (result.kind === 'refused') return `refused, ${result.explanation.verdict}`;
  return result.kind === 'unusable' ? result.message : 'cancelled';
}
