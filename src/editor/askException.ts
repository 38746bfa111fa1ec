import { userInfo } from 'node:os';
import * as vscode from 'vscode';
import { ACCEPTED_DAYS } from '../gate/exception';

/** What a person has to say to accept a model that nobody knows. */
export interface AcceptedRisk {
  readonly reason: string;
  readonly by: string;
  /** ISO dates. */
  readonly date: string;
  readonly expires: string;
}

const DAY_MS = 24 * 60 * 60 * 1000;

function isoDate(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** A day that the calendar has, in ISO form, after today. */
function isFutureDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(time) && isoDate(time) === text && time > Date.now();
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A user id without an account, as containers have: the person types a name.
    return '';
  }
}

/** Asks for reason, name and expiry, in that order; undefined when the person leaves. */
export async function askAcceptedRisk(model: string): Promise<AcceptedRisk | undefined> {
  const title = vscode.l10n.t('Accept the risk of {0}', model);
  const reason = await vscode.window.showInputBox({
    title,
    ignoreFocusOut: true,
    prompt: vscode.l10n.t('Why may this project use it? The reason is written into licit.policy.json (step 1 of 3).'),
    validateInput: (text) => (text.trim() === '' ? vscode.l10n.t('A reason is needed.') : undefined),
  });
  if (reason === undefined) return undefined;
  const by = await vscode.window.showInputBox({
    title,
    ignoreFocusOut: true,
    value: userName(),
    prompt: vscode.l10n.t('Who decides this? (step 2 of 3)'),
    validateInput: (text) => (text.trim() === '' ? vscode.l10n.t('A name is needed.') : undefined),
  });
  if (by === undefined) return undefined;
  const expires = await vscode.window.showInputBox({
    title,
    ignoreFocusOut: true,
    value: isoDate(Date.now() + ACCEPTED_DAYS * DAY_MS),
    prompt: vscode.l10n.t('Until when? After this day the model is refused again (step 3 of 3).'),
    validateInput: (text) => (isFutureDay(text) ? undefined : vscode.l10n.t('A day after today, as in 2030-12-31.')),
  });
  if (expires === undefined) return undefined;
  return { reason: reason.trim(), by: by.trim(), date: isoDate(Date.now()), expires };
}
