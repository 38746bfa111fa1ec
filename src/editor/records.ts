import * as vscode from 'vscode';
import type { Change, Fate } from '../completion/offers';
import type { Count, Counters } from '../completion/record/counters';
import type { FollowedTexts } from '../completion/record/followed';
import type { Ledger } from '../completion/record/ledger';
import type { CodeReference } from '../completion/reference/codeReference';
import { logBug } from './command';
import type { CompletionModel } from './completionModel';
import { folderOf, holderOf, pathIn } from './folders';
import { type Services, today } from './services';

const COUNTERS = 'licit.counters';
/** When an accepted text is looked for again. Milliseconds. */
const LOOKS: readonly (readonly [after: number, checked: Count, kept: Count])[] = [
  [30_000, 'checked30s', 'kept30s'],
  [300_000, 'checked5min', 'kept5min'],
];

function isOn(name: 'counters' | 'ledger'): boolean {
  return vscode.workspace.getConfiguration('licit').get<unknown>(name) !== false;
}

/** What is recorded of suggestions, on this machine only: counters, and a ledger of what was accepted. */
export class Records implements vscode.Disposable {
  private readonly followed = new Map<string, FollowedTexts>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private counting: Promise<void> = Promise.resolve();
  private ledger: Promise<Ledger | undefined> | undefined;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly services: Services,
    private readonly models: CompletionModel,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** Hears of each change before anything else does: a text that is accepted by it stands where it stands after it. */
  changed(document: string, changes: readonly Change[]): void {
    this.followed.get(document)?.changed(changes);
  }

  seen(): void {
    this.count('offered');
  }

  /** `reference`: third-party code that the suggestion repeats. */
  fate(fate: Fate, reference: CodeReference | undefined): void {
    this.count(fate.kind);
    if (fate.kind !== 'accepted' && fate.kind !== 'partly') return;
    const { offer, text, start } = fate;
    const document = documentOf(offer.document);
    if (document === undefined) return;
    void this.follow(document, text, start).catch((error: unknown) => logBug(this.log, 'counters', error));
    void this.enter(document, text, start, reference).catch((error: unknown) => logBug(this.log, 'ledger', error));
  }

  /** Shows the counters, and lets them be reset or switched off. */
  async show(): Promise<void> {
    const counters = await this.counters();
    const share = (kept: number, checked: number) =>
      checked === 0 ? '–' : `${Math.round((100 * kept) / checked)} % (${kept}/${checked})`;
    const items = [
      { label: vscode.l10n.t('Suggestions read'), description: String(counters.offered) },
      { label: vscode.l10n.t('Accepted'), description: String(counters.accepted) },
      { label: vscode.l10n.t('Accepted in part'), description: String(counters.partly) },
      { label: vscode.l10n.t('Hidden with Esc'), description: String(counters.dismissed) },
      { label: vscode.l10n.t('Not taken'), description: String(counters.ignored) },
      {
        label: vscode.l10n.t('Still in the code after 30 seconds'),
        description: share(counters.kept30s, counters.checked30s),
      },
      {
        label: vscode.l10n.t('Still in the code after 5 minutes'),
        description: share(counters.kept5min, counters.checked5min),
      },
    ];
    const reset = { label: vscode.l10n.t('Count anew'), run: () => this.reset() };
    const toggle = {
      label: isOn('counters') ? vscode.l10n.t('Stop counting') : vscode.l10n.t('Count again'),
      run: () =>
        vscode.workspace
          .getConfiguration('licit')
          .update('counters', isOn('counters') ? false : undefined, vscode.ConfigurationTarget.Global),
    };
    const separator = { label: '', kind: vscode.QuickPickItemKind.Separator };
    const chosen = await vscode.window.showQuickPick([...items, separator, reset, toggle], {
      title: vscode.l10n.t('Counted on this machine since {0}; nothing is sent', counters.since),
    });
    if (chosen !== undefined && 'run' in chosen) await chosen.run();
  }

  /** Writes the ledger to a file of the user's choice. */
  async exportLedger(): Promise<void> {
    const { ledgerJson } = await this.services.core();
    const ledger = await this.open();
    if (ledger === undefined) {
      void vscode.window.showErrorMessage(vscode.l10n.t('The ledger cannot be opened; the log says why.'));
      return;
    }
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const target = await vscode.window.showSaveDialog({
      title: vscode.l10n.t('Export the ledger of accepted suggestions'),
      filters: { JSON: ['json'] },
      ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, 'licit-ledger.json') }),
    });
    if (target !== undefined) await vscode.workspace.fs.writeFile(target, Buffer.from(ledgerJson(ledger.all())));
  }

  /** Forgets everything: what was counted, and the ledger as far as it is open here. */
  async forget(): Promise<void> {
    this.stopFollowing();
    await this.counting;
    await this.reset();
    const ledger = await this.ledger;
    this.ledger = undefined;
    ledger?.close();
  }

  dispose(): void {
    this.stopFollowing();
    void this.ledger?.then((ledger) => ledger?.close());
    this.ledger = undefined;
  }

  private stopFollowing(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    this.followed.clear();
  }

  private async counters(): Promise<Counters> {
    const { readCounters } = await this.services.core();
    return readCounters(this.context.globalState.get<unknown>(COUNTERS), today());
  }

  private async reset(): Promise<void> {
    await this.context.globalState.update(COUNTERS, undefined);
  }

  private count(name: Count): void {
    if (!isOn('counters')) return;
    // One after the other, or two would begin with the same sum.
    this.counting = this.counting
      .then(() => this.add(name))
      .catch((error: unknown) => logBug(this.log, 'counters', error));
  }

  private async add(name: Count): Promise<void> {
    const { counted } = await this.services.core();
    await this.context.globalState.update(COUNTERS, counted(await this.counters(), name));
  }

  private async follow(document: vscode.TextDocument, text: string, start: number): Promise<void> {
    if (!isOn('counters')) return;
    const uri = document.uri.toString();
    const version = document.version;
    const { FollowedTexts } = await this.services.core();
    // The document moved on while the code was loaded for the first time: where the text stands now is not known.
    if (document.version !== version) return;
    const texts = this.followed.get(uri) ?? new FollowedTexts();
    this.followed.set(uri, texts);
    for (const [after, checked, kept] of LOOKS) {
      const still = texts.follow(text, start);
      const timer = setTimeout(() => {
        this.timers.delete(timer);
        // Of a document that was closed meanwhile nobody knows.
        const open = documentOf(uri);
        const isThere = still(open?.getText() ?? '');
        if (texts.size === 0) this.followed.delete(uri);
        if (open === undefined) return;
        this.count(checked);
        if (isThere) this.count(kept);
      }, after);
      this.timers.add(timer);
    }
  }

  private async enter(
    document: vscode.TextDocument,
    text: string,
    start: number,
    reference: CodeReference | undefined,
  ): Promise<void> {
    if (!isOn('ledger')) return;
    const line = document.positionAt(start).line + 1;
    const admission = await this.models.get(folderOf(document), new AbortController().signal);
    if (!admission.ok) return;
    const { textDigest } = await this.services.core();
    const ledger = await this.open();
    const { model, explanation } = admission;
    ledger?.add({
      time: new Date().toISOString(),
      file: pathIn(document),
      project: holderOf(document)?.name ?? '',
      line,
      characters: text.length,
      textSha256: textDigest(text),
      model: model.id ?? model.name,
      modelSha256: model.sha256,
      license: explanation.licenses.weights,
      verdict: model.verdict,
      reference: reference === undefined ? null : titleOf(reference),
      referenceLicense: reference?.license ?? null,
    });
  }

  /** The ledger, opened when it is first needed; undefined where that cannot be, and the log says why. */
  private open(): Promise<Ledger | undefined> {
    this.ledger ??= this.services.core().then(async ({ Ledger }) => {
      const opened = await Ledger.open(vscode.Uri.joinPath(this.context.globalStorageUri, 'ledger.sqlite').fsPath);
      if (opened.ok) return opened.ledger;
      this.log.warn(opened.message);
      return undefined;
    });
    return this.ledger;
  }
}

function titleOf({ package: name, version }: CodeReference): string {
  return version === '' ? name : `${name} ${version}`;
}

function documentOf(uri: string): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri);
}
