import { stat } from 'node:fs/promises';
import { identifyFile } from '../registry/identify';
import { canChat } from './chatTemplate';
import { builtinModel, type ModelPlaces } from './locate';

/** A model file on this machine. */
export interface InstalledModel {
  readonly path: string;
  readonly bytes: number;
  /** Registry id that its evidence points to; the gate decides with the file's digest. null: unknown. */
  readonly id: string | null;
  /** From its own metadata, for lists. */
  readonly name: string | null;
  readonly canComplete: boolean;
  readonly canChat: boolean;
}

/** A configured path that holds no model. */
export interface NotInstalled {
  readonly path: string;
  /** One line that says what to do. */
  readonly message: string;
}

/** The built-in model and the GGUF files that the user named. */
export async function installedModels(
  places: ModelPlaces,
): Promise<{ readonly models: readonly InstalledModel[]; readonly problems: readonly NotInstalled[] }> {
  const builtin = builtinModel(places);
  const paths = new Set([...(builtin === null ? [] : [builtin.path]), ...(places.configured ?? [])]);
  const models: InstalledModel[] = [];
  const problems: NotInstalled[] = [];
  for (const path of paths) {
    const found = await identifyFile(path, places.registry);
    if (!found.ok) {
      problems.push({ path, message: `${path}: ${found.problem.message}` });
      continue;
    }
    const { identity, gguf } = found.value;
    const roles = gguf?.tokenizer?.roles ?? {};
    models.push({
      path,
      bytes: (await stat(path)).size,
      id: path === builtin?.path ? builtin.id : identity.resolved,
      name: identity.claims.name,
      canComplete: ['fim-prefix', 'fim-suffix', 'fim-middle'].every((role) => role in roles),
      canChat: gguf !== null && canChat(gguf),
    });
  }
  return { models, problems };
}
