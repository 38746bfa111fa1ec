import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { Syntax } from '../completion/syntax/syntax';
import type { Engine, EngineState } from '../engine/engine';
import type { DigestStore } from '../gate/digests';
import type { AdmitResult, Gate, GateProject } from '../gate/gate';
import type { Registry } from '../registry/registry';
import { diskPath } from './folders';
import { registryOverlayPath } from './settings';

/** Something was asked for and could not be had; one line says why and what to do. */
export interface Problem {
  readonly ok: false;
  readonly message: string;
}
export type RegistryResult = { readonly ok: true; readonly registry: Registry } | Problem;
export type ProjectResult = { readonly ok: true; readonly project: GateProject } | Problem;

/** Files at the top of a folder whose change may change what holds for its project. */
const FACT_FILES = '{licit.policy.json,LICEN[SC]E*,COPYING*,package.json,pyproject.toml,Cargo.toml}';

/** Today's ISO date. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}

/**
 * What the features share, made when it is first needed: registry, each folder's project, gate and engine. Answers are kept
 * until something changes that they depend on.
 */
export class Services implements vscode.Disposable {
  private registryRead: Promise<RegistryResult> | undefined;
  private gateMade: { readonly registry: Registry; readonly gate: Gate } | undefined;
  private engineMade: Promise<Engine> | undefined;
  private syntaxMade: Promise<Syntax> | undefined;
  private readonly projects = new Map<string, Promise<ProjectResult>>();
  private readonly watchers = new Map<string, vscode.Disposable>();
  private readonly subscriptions: vscode.Disposable[];
  private readonly changed = new vscode.EventEmitter<void>();
  /** Facts, policy, registry, models or trust changed: what was judged has to be judged again. */
  readonly onChange = this.changed.event;
  private readonly engineChanged = new vscode.EventEmitter<EngineState>();
  readonly onEngineState = this.engineChanged.event;
  private readonly noticed = new vscode.EventEmitter<string>();
  /** Something cannot be done as it should be, and Licit goes on without it. */
  readonly onNotice = this.noticed.event;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscriptions = [
      this.changed,
      this.engineChanged,
      this.noticed,
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.refresh()),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.refresh()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('licit.registry')) this.readRegistryAnew();
        const models = ['licit.completion.model', 'licit.chat.model'];
        if (models.some((name) => event.affectsConfiguration(name))) this.refresh();
      }),
    ];
  }

  /** The floors below. One dynamic import of a bundle of its own, so that activation neither reads nor runs them. */
  core() {
    return import('./core.js');
  }

  /** The extension's own folder for what it keeps on this machine. */
  get storageDir(): string {
    return this.context.globalStorageUri.fsPath;
  }

  get builtinDir(): string {
    return this.context.asAbsolutePath('builtin');
  }

  /** What helps a check with large folders in threads of its own. */
  get lookWorkerPath(): string {
    return this.context.asAbsolutePath('dist/lookWorker.mjs');
  }

  /** What runs in a thread and holds the project's third-party code. */
  get referenceProgram(): string {
    return this.context.asAbsolutePath('dist/reference.js');
  }

  registry(): Promise<RegistryResult> {
    if (this.registryRead !== undefined) return this.registryRead;
    const overlay = registryOverlayPath();
    if (overlay !== undefined) this.watchOverlay(overlay);
    this.registryRead = this.core().then(({ loadRegistry }) =>
      loadRegistry(this.context.asAbsolutePath('model-registry.json'), overlay),
    );
    return this.registryRead;
  }

  /** The facts and the policy that hold in a folder; without a folder, those of a commercial, proprietary project. */
  project(folder: vscode.WorkspaceFolder | undefined): Promise<ProjectResult> {
    const root = diskPath(folder);
    const known = this.projects.get(root ?? '');
    if (known !== undefined) return known;
    if (folder !== undefined && root !== undefined) this.watch(folder, root);
    const read = this.core().then(({ readProject }) => readProject(root, vscode.workspace.isTrusted));
    this.projects.set(root ?? '', read);
    return read;
  }

  /** Judges a model file for a folder's project. `onProgress` hears the share of the file that was read, 0..1. */
  async admit(
    path: string,
    folder: vscode.WorkspaceFolder | undefined,
    signal: AbortSignal,
    onProgress?: (share: number) => void,
  ): Promise<AdmitResult> {
    const [registry, project] = await Promise.all([this.registry(), this.project(folder)]);
    if (!registry.ok) return { ok: false, kind: 'unusable', message: registry.message };
    if (!project.ok) return { ok: false, kind: 'unusable', message: project.message };
    const gate = await this.gate(registry.registry);
    return gate.admit({ path }, project.project, { signal, ...(onProgress === undefined ? {} : { onProgress }) });
  }

  /** The engine; its process is started by the first request. */
  engine(): Promise<Engine> {
    this.engineMade ??= this.core().then(({ EngineClient }) => {
      const engine = new EngineClient({
        workerPath: this.context.asAbsolutePath('dist/worker.mjs'),
        stateDir: join(this.context.globalStorageUri.fsPath, 'engine'),
        log: (line) => this.log.info(line),
      });
      engine.onState((state) => this.engineChanged.fire(state));
      return engine;
    });
    return this.engineMade;
  }

  /** Syntax of the code that is completed; its grammars are read by the first request. */
  syntax(): Promise<Syntax> {
    this.syntaxMade ??= this.core().then(
      ({ Syntax }) => new Syntax(this.context.asAbsolutePath('dist/syntax'), (message) => this.log.warn(message)),
    );
    return this.syntaxMade;
  }

  /** Digests of big files, kept in the extension's own folder. */
  async digests(): Promise<DigestStore> {
    const { DigestStore } = await this.core();
    return new DigestStore(this.storageDir, ({ message }) => this.notify(message));
  }

  /** Judges everything anew from now on. */
  refresh(): void {
    this.projects.clear();
    this.changed.fire();
  }

  /** Ends the engine and forgets everything that was kept. The next request starts anew. */
  async forget(): Promise<void> {
    const engine = this.engineMade;
    this.engineMade = undefined;
    this.gateMade = undefined;
    this.registryRead = undefined;
    this.refresh();
    const syntax = this.syntaxMade;
    this.syntaxMade = undefined;
    await (await syntax)?.dispose();
    await (await engine)?.dispose();
  }

  /** Ends the engine; resolves when its process is gone. */
  async end(): Promise<void> {
    await (await this.engineMade)?.dispose();
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions, ...this.watchers.values()).dispose();
  }

  private notify(message: string): void {
    this.log.warn(message);
    this.noticed.fire(message);
  }

  private async gate(registry: Registry): Promise<Gate> {
    if (this.gateMade?.registry === registry) return this.gateMade.gate;
    const { Gate } = await this.core();
    const gate = new Gate({
      registry,
      storageDir: this.storageDir,
      today,
      onNotice: ({ message }) => this.notify(message),
    });
    this.gateMade = { registry, gate };
    return gate;
  }

  /** Follows the files that facts come from, from the first time that somebody asked for them. */
  private watch(folder: vscode.WorkspaceFolder, root: string): void {
    this.follow(root, new vscode.RelativePattern(folder, FACT_FILES), () => this.refresh());
  }

  private watchOverlay(file: string): void {
    const folder = vscode.Uri.file(dirname(file));
    this.follow(file, new vscode.RelativePattern(folder, basename(file)), () => this.readRegistryAnew());
  }

  private readRegistryAnew(): void {
    this.registryRead = undefined;
    this.refresh();
  }

  private follow(key: string, files: vscode.RelativePattern, changed: () => void): void {
    if (this.watchers.has(key)) return;
    const watcher = vscode.workspace.createFileSystemWatcher(files);
    const { onDidChange, onDidCreate, onDidDelete } = watcher;
    const all = [watcher, onDidChange(changed), onDidCreate(changed), onDidDelete(changed)];
    this.watchers.set(key, vscode.Disposable.from(...all));
  }
}
