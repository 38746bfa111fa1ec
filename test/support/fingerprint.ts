import type { ByteSource } from '../../src/formats/bytes';
import { FingerprintMaker, type ModelFingerprint } from '../../src/formats/fingerprint';
import type { GgufFile } from '../../src/formats/gguf';
import type { SafetensorsFile } from '../../src/formats/safetensors';

/** The fingerprint of a model that is one file. */
export async function fingerprintOf(source: ByteSource, file: GgufFile | SafetensorsFile): Promise<ModelFingerprint> {
  const maker = new FingerprintMaker();
  await maker.add(source, file.tensors, 'tokenizer' in file ? (file.tokenizer?.digest ?? null) : null);
  return maker.finish();
}
