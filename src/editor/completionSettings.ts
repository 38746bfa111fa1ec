import * as vscode from 'vscode';
import type { Preferences } from '../completion/wish';
import { completionEnabled } from './settings';

const LONGEST_DELAY = 10_000;

/** What the user set for a document and its language. Values of the wrong type count as not set. */
export function preferencesFor(document: vscode.TextDocument, snoozed: boolean, onBattery: boolean): Preferences {
  const settings = vscode.workspace.getConfiguration('licit.completion', document);
  const quietIn = strings(settings.get<unknown>('quietIn'));
  return {
    enabled: completionEnabled(document),
    manual: settings.get<unknown>('trigger') === 'manual',
    exclude: strings(settings.get<unknown>('exclude')),
    largestFile: number(settings.get<unknown>('largestFile')) * 1000,
    inComments: !quietIn.includes('comments'),
    inStrings: !quietIn.includes('strings'),
    snoozed,
    delay: Math.min(LONGEST_DELAY, number(settings.get<unknown>('delay'))),
    backOff: settings.get<unknown>('backOff') !== false,
    ahead: !onBattery,
    saving: onBattery,
  };
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function number(value: unknown): number {
  return typeof value === 'number' && value > 0 ? value : 0;
}
