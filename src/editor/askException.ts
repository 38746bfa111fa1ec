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
export function askAcceptedRisk(model: string): Promise<AcceptedRisk | undefined> {
  return askDecision(new Steps(vscode.l10n.t('Accept the risk of {0}', model), 3));
}

/** Asks for the agreement first, which an exception from what is refused has to name. */
export async function askSeparateLicence(
  name: string,
): Promise<(AcceptedRisk & { readonly agreement: string }) | undefined> {
  const steps = new Steps(vscode.l10n.t('A separate licence for {0}', name), 4);
  const agreement = await steps.ask({
    prompt: vscode.l10n.t('Which agreement permits it? Its name, number or address.'),
    problem: isText(vscode.l10n.t('An agreement is needed: without one the exception counts for nothing.')),
  });
  if (agreement === undefined) return undefined;
  const decision = await askDecision(steps);
  return decision === undefined ? undefined : { ...decision, agreement };
}

async function askDecision(steps: Steps): Promise<AcceptedRisk | undefined> {
  const reason = await steps.ask({
    prompt: vscode.l10n.t('Why may this project use it? The reason is written into licit.policy.json.'),
    problem: isText(vscode.l10n.t('A reason is needed.')),
  });
  if (reason === undefined) return undefined;
  const by = await steps.ask({
    prompt: vscode.l10n.t('Who decides this?'),
    value: userName(),
    problem: isText(vscode.l10n.t('A name is needed.')),
  });
  if (by === undefined) return undefined;
  const expires = await steps.ask({
    prompt: vscode.l10n.t('Until when? After this day it is refused again.'),
    value: isoDate(Date.now() + ACCEPTED_DAYS * DAY_MS),
    problem: (text) => (isFutureDay(text) ? undefined : vscode.l10n.t('A day after today, as in 2030-12-31.')),
  });
  return expires === undefined ? undefined : { reason, by, date: isoDate(Date.now()), expires };
}

function isText(problem: string): (text: string) => string | undefined {
  return (text) => (text.trim() === '' ? problem : undefined);
}

interface Question {
  readonly prompt: string;
  readonly value?: string;
  /** What is wrong with an answer. */
  problem(text: string): string | undefined;
}

/** Questions that are asked one after the other. */
class Steps {
  private asked = 0;

  constructor(
    private readonly title: string,
    private readonly count: number,
  ) {}

  /** The answer; undefined when the person leaves. */
  async ask({ prompt, value = '', problem }: Question): Promise<string | undefined> {
    this.asked++;
    const answer = await vscode.window.showInputBox({
      title: this.title,
      ignoreFocusOut: true,
      value,
      prompt: vscode.l10n.t('{0} (step {1} of {2})', prompt, this.asked, this.count),
      validateInput: problem,
    });
    return answer?.trim();
  }
}
