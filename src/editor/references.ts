import type * as vscode from 'vscode';
import type { CompletionServices } from '../completion/complete';
import type { CompletionPlace } from '../completion/completion';
import type { CodeReferences } from '../completion/reference/codeReference';
import { diskPath, holderOf } from './folders';
import { type Services, today } from './services';

/** What completions repeat of the third-party code in each open folder. */
export class References implements vscode.Disposable {
  private readonly folders = new Map<string, Promise<CodeReferences>>();

  constructor(
    private readonly services: Services,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** How a completion in a document is looked through; nothing where there is no folder on a disk, and where nobody can judge. */
  async of(
    document: vscode.TextDocument,
    place: CompletionPlace,
  ): Promise<Pick<CompletionServices, 'reference' | 'thirdParty'>> {
    const folder = holderOf(document);
    const root = diskPath(folder);
    if (root === undefined) return {};
    const [registry, project] = await Promise.all([this.services.registry(), this.services.project(folder)]);
    if (!registry.ok || !project.ok) return {};
    const references = await this.at(root);
    const setting = { registry: registry.registry, project: project.project, today: today() };
    return {
      reference: (cursor, text, signal) => references.of(place, cursor, text, setting, signal),
      thirdParty: () => references.coverage,
    };
  }

  /** Ends the threads and forgets what they hold. */
  async forget(): Promise<void> {
    const all = [...this.folders.values()];
    this.folders.clear();
    await Promise.all(all.map(async (references) => (await references).dispose()));
  }

  dispose(): void {
    void this.forget();
  }

  private at(root: string): Promise<CodeReferences> {
    const known = this.folders.get(root) ?? this.open(root);
    this.folders.set(root, known);
    return known;
  }

  private async open(root: string): Promise<CodeReferences> {
    const { CodeReferences, ThreadFinder } = await this.services.core();
    return new CodeReferences(
      root,
      new ThreadFinder(this.services.referenceProgram, root, (line) => this.log.warn(line)),
    );
  }
}
