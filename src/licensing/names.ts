import type { DatasetRecord, ModelRecord } from './artefacts';

/** Every name that a model or a data set has, wherever it is called by it: a policy may use any of them. */
export function namesOf(record: ModelRecord | DatasetRecord): readonly string[] {
  const { names = [], hub = [], github = [] } = record.aliases;
  const ollama = 'ollama' in record.aliases ? (record.aliases.ollama ?? []) : [];
  return [record.id, record.name, ...names, ...hub, ...ollama, ...github];
}
