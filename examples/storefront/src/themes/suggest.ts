import { InferenceClient } from '@huggingface/inference';

/** Writes a whole section of a merchant's theme. */
const SUGGESTION_MODEL = 'mistralai/Codestral-22B-v0.1';

const client = new InferenceClient(process.env.HF_TOKEN);

export async function suggest(before: string, after: string): Promise<string> {
  const result = await client.textGeneration({
    model: SUGGESTION_MODEL,
    inputs: `[SUFFIX]${after}[PREFIX]${before}`,
    parameters: { max_new_tokens: 512 },
  });
  return result.generated_text;
}
