import type { HubReference, TextFinder } from '../finder';
import { isOllamaManifest, ollamaManifest } from '../ollamaStore';

/** Models that an Ollama store in the folder holds, by its manifests. */
export const ollamaReferences: TextFinder = {
  wants: (file) => isOllamaManifest(file.path),
  find: (file): HubReference[] => {
    const manifest = ollamaManifest(file.path, file.text);
    const layer = manifest?.layers.find(({ kind }) => kind === 'model');
    if (manifest == null || layer === undefined) return [];
    const start = file.text.indexOf(layer.digest);
    const range = file.range(start, start + layer.digest.length);
    return [{ kind: 'model', reference: manifest.name, range, certainty: 'slot', prose: false }];
  },
};
