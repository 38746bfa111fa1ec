import type { Use } from '../licensing/verdict';
import type { TextFile } from './text/textFile';

/** Configuration of editors and of assistants in them: what they name helps our developers and goes nowhere else. */
const assistants =
  /(?:^|\/)(?:\.vscode|\.idea|\.zed|\.continue|\.cursor|\.windsurf|\.codeium|\.tabby|\.claude|\.opencode|\.nvim|\.config)\/|(?:^|\/)(?:\.aider[^/]*|\.cursorrules|\.continuerc\.json|opencode\.jsonc?|AGENTS\.md|CLAUDE\.md|copilot-instructions\.md|[^/]*\.code-workspace)$/i;

/** Words that only code which trains a model has a reason to use. */
const trainers =
  /\b(?:Trainer|Seq2SeqTrainer|SFTTrainer|DPOTrainer|ORPOTrainer|KTOTrainer|GRPOTrainer|PPOTrainer|RewardTrainer|SFTConfig|TrainingArguments|Seq2SeqTrainingArguments|SentenceTransformerTrainer|get_peft_model|LoraConfig|FastLanguageModel|gradient_accumulation_steps|num_train_epochs|mergekit|merge_method|llamafactory-cli|axolotl)\b/;
const trainingNames =
  /(?:^|\/)(?:(?:pre|re)?train(?:ing)?|fine[-_]?tun(?:e|ing)|sft|dpo|lora|qlora|distill(?:ation)?|merge)[^/]*\.(?:py|sh|ya?ml|ipynb|toml|json)$/i;

/** What a project does with a model that it names in this file (LAW, What the project does with it). */
export function useOfText(file: TextFile, ships: boolean): Use {
  if (assistants.test(file.path)) return 'assist';
  if (ships) return 'ship';
  return trainingNames.test(file.path) || trainers.test(file.text) ? 'derive' : 'service';
}

/**
 * What a project does with weights that lie in it: committed ones go out with it; those that `.gitignore` keeps out are
 * only used here.
 */
export function useOfWeights(path: string, isIgnored: boolean): Use {
  if (assistants.test(path)) return 'assist';
  return isIgnored ? 'service' : 'ship';
}
