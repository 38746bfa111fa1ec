/**
 * Vocabularies of well-known families, by the digest of their first 8,192 tokens (`GgufTokenizer.familyDigest`): models that
 * only added tokens share it. Computed from the vocabulary-only files in llama.cpp's `models/` folder at 80fb11a
 * (2026-09-12). A vocabulary tells a family, never a model: Phi-3, made by others, carries LLaMA's.
 */
export const VOCABULARY_FAMILIES: ReadonlyMap<string, string> = new Map([
  ['ad108d4f7a9a18818d96962cd7f6ef9570c3a8826a9c6cb8fd3391dbe9601a12', 'Aquila'],
  ['6c2aed55716fdf8ce74142a582df03100158a807ea8ff6e92e13a6994640cd0f', 'Baichuan'],
  ['3ff882b47789f407d8c403e329329dd4c650f5a6c5a0ef04d3e07948bf1fde03', 'Command R'],
  ['4d1464cfa5a060de4d0c9740f79b8ec7cb3046cfd9d7a07fb06691f9947d8920', 'DeepSeek Coder'],
  ['7a2d8d68e58a9a11a7a6a32c8dc7e7c8204db1eb335c560c83a0874ab0bf03c1', 'DeepSeek LLM'],
  ['14b228e8c2ad7a6b4e393cc5b2062964e7550aa6e42f6d31e3377e4b3ece2f11', 'Falcon'],
  ['648049d92ce059ba9e8631c2374bd718ba924754ee3782ecfef7c819d0349da9', 'Gemma 4'],
  ['449ee3c5a137d7120c08545a1d60f77f5ba19d965b7dc9a801c3ae1ad5c0c31e', 'GPT-2'],
  ['0182ffd6e759385bf4f739e221533c8c33805b240d771595a2f45820e23f9d75', 'GPT-NeoX (Pythia, MPT)'],
  ['ec21ee2e0fda79d63980975ad248182c4eebd14a394f9fd1d9ed60d123413881', 'LLaMA and Llama 2'],
  ['b48e1f3685828fd2273442b650985065b2be30ec59e19fa1cb664f18d6ed420b', 'Llama 3'],
  ['26f956c44e5271c3792aa644e35e47da7f471596353be22a8bde0cf0b34c0bee', 'Qwen 2 and later'],
  ['fa92a231437e9dad071a775bec1e5c45e906ec78b11fb6c29df588d33e392954', 'Refact'],
  ['a2cbc3fcd9d80a0135e0a0e07e0c1e8cbbf653442fa6b578f5ca1c40794f32cc', 'StarCoder 2'],
]);
