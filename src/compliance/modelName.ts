/** What stands in documentation and tests where a name has to be put: `your-model`, `model-a`, `YOUR-MODEL-ID`. */
const madeUp =
  /^(?:(?:my|your|our|some|any|the|test|mock|fake|dummy|stub|custom|unknown|invalid|missing|non-?existent|no-such|default|example|sample|placeholder)-)+(?:\w+-)?(?:model|llm|name|id|deployment|adapter|tokenizer|checkpoint)s?(?:-(?:\d+|[a-z]|name|id))?$|^(?:model|deployment)-(?:name|id|[\da-z])$/i;
const shouted = /^(?:[A-Z]+-){2,}[A-Z]+$/;

/** How projects end the names of what they make of a model, and of what runs one. */
const ownEnding =
  /[-.](?:test|demo|pv|imported|prefill|decode|custom|tuned|fine-?tuned|sft|dpo|grpo|lora|adapter|merged|service|svc|server|router|worker|pod|job|deployment|endpoint|model)$/i;

/** Published names carry a size, a version or a tag; a word without one, or in snake case, is a name of this project's own. */
export function isModelName(name: string): boolean {
  return /[-:\d]/.test(name) && !name.includes('_') && !madeUp.test(name) && !shouted.test(name);
}

/** True for a name that says that it is this project's own. */
export function isOwnName(name: string): boolean {
  return ownEnding.test(name);
}
