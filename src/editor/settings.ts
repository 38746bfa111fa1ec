import { homedir } from 'node:os';
import { resolve } from 'node:path';
import * as vscode from 'vscode';

// Each setting of package.json, read where it is used. The paths are machine-scoped: a workspace cannot set them.

/** Whether completion is on where `scope` is; a language's own value wins over the general one. */
export function completionEnabled(scope: vscode.ConfigurationScope | undefined): boolean {
  return vscode.workspace.getConfiguration('licit', scope).get('enable', true);
}

/** The person's own threshold; undefined leaves it to the model's. */
export function minConfidence(scope: vscode.ConfigurationScope): number | undefined {
  const value = vscode.workspace.getConfiguration('licit', scope).get<unknown>('completion.minConfidence');
  return typeof value === 'number' && value >= 0 && value <= 1 ? value : undefined;
}

/** A path may begin with `~/`, the home folder, and counts from there when it is relative. */
function path(name: 'completion.model' | 'chat.model' | 'registry'): string | undefined {
  const value = vscode.workspace.getConfiguration('licit').get<unknown>(name);
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  return resolve(homedir(), value.trim().replace(/^~(?=[/\\]|$)/, '.'));
}
export const completionModelPath = () => path('completion.model');
export const chatModelPath = () => path('chat.model');
export const registryOverlayPath = () => path('registry');

export function checkOnSave(): boolean {
  return vscode.workspace.getConfiguration('licit').get('check.onSave', true);
}

/** Whether verdicts stand above the references of a document. */
export function codeLens(scope: vscode.ConfigurationScope): boolean {
  return vscode.workspace.getConfiguration('licit', scope).get('check.codeLens', true);
}

export async function setChatModelPath(file: string): Promise<void> {
  await vscode.workspace.getConfiguration('licit').update('chat.model', file, vscode.ConfigurationTarget.Global);
}

/** Turns completion on or off for one language of `document`, without leaving an override that says what holds anyway. */
export async function toggleLanguage(document: vscode.TextDocument): Promise<void> {
  const wanted = !completionEnabled(document);
  const general = completionEnabled(undefined);
  const scope = { languageId: document.languageId };
  await vscode.workspace
    .getConfiguration('licit', scope)
    .update('enable', wanted === general ? undefined : wanted, vscode.ConfigurationTarget.Global, true);
  // A workspace may say otherwise for this language; then only its own value can change what holds.
  if (completionEnabled(document) !== wanted) {
    await vscode.workspace
      .getConfiguration('licit', document)
      .update('enable', wanted, vscode.ConfigurationTarget.Workspace, true);
  }
}

/** Turns completion on or off for all languages; the language at hand follows. */
export async function toggleEverywhere(document: vscode.TextDocument | undefined): Promise<void> {
  const wanted = !completionEnabled(undefined);
  const target = vscode.ConfigurationTarget.Global;
  await vscode.workspace.getConfiguration('licit').update('enable', wanted, target);
  if (document !== undefined && completionEnabled(document) !== wanted) {
    const scope = { languageId: document.languageId };
    await vscode.workspace.getConfiguration('licit', scope).update('enable', undefined, target, true);
  }
}
