// What the editor needs of the floors below, behind one dynamic import: the build makes dist/core.js of it.
import { join } from 'node:path';
import { version } from '../../package.json';
import type { GateProject } from '../gate/gate';
import type { Use } from '../licensing/verdict';
import { detectFacts, tighteningOnly } from '../project/detect';
import { POLICY_FILE, readPolicy } from '../project/policyFile';

export { answer } from '../chat/conversation';
export { bugReport } from '../completion/bugReport';
export { completeAt, prepareAt } from '../completion/complete';
export { ContextKeeper } from '../completion/context/keeper';
export { RecentEdits } from '../completion/context/recentEdits';
export { ProjectMemory } from '../completion/project/projectMemory';
export { CompletionProvider } from '../completion/provider';
export { counted, readCounters } from '../completion/record/counters';
export { FollowedTexts } from '../completion/record/followed';
export { Ledger, ledgerJson, textDigest } from '../completion/record/ledger';
export { CodeReferences, referenceText } from '../completion/reference/codeReference';
export { ThreadFinder } from '../completion/reference/threadFinder';
export { Syntax } from '../completion/syntax/syntax';
export { recheck, runCheck } from '../compliance/check';
export { htmlBody } from '../compliance/formats/html';
export { htmlStyle } from '../compliance/formats/htmlStyle';
export { writeReport } from '../compliance/formats/write';
export { EngineClient } from '../engine/client';
export { DigestStore } from '../gate/digests';
export { explain } from '../gate/explain';
export { Gate } from '../gate/gate';
export { alternatives, namedLike } from '../models/alternatives';
export { fileCanChat } from '../models/chatTemplate';
export { installedModels } from '../models/installed';
export { builtinModel, looksLikePath } from '../models/locate';
export { makePolicy, POLICY_FILE, writeDecision, writeException } from '../project/policyFile';
export { loadRegistry } from '../registry/load';

export { version };

declare const LICIT_BUILD: string;

/** Digest of the sources that this program was built from (scripts/build.mjs): what another build kept of a check is worth nothing. */
export const buildId = LICIT_BUILD;

export type ReadProject =
  | { readonly ok: true; readonly project: GateProject }
  /** The policy is there and not valid: nothing is judged without it. */
  | { readonly ok: false; readonly message: string };

/**
 * Facts and policy of the project in a folder, as far as the workspace's trust lets them count. `use`: what is judged where
 * the policy names none.
 */
export function readProject(root: string | undefined, trusted: boolean, use: Use | 'by-place' = 'assist'): ReadProject {
  const read = root === undefined ? undefined : readPolicy(join(root, POLICY_FILE));
  if (read !== undefined && !read.ok && read.kind === 'invalid') return { ok: false, message: read.message };
  const policy = read?.ok === true ? { policy: read.policy, file: read.file } : undefined;
  const facts = detectFacts({ root, trusted, use, ...(policy === undefined ? {} : { policy }) });
  const counting = trusted ? (policy?.policy ?? {}) : tighteningOnly(policy?.policy ?? {});
  return { ok: true, project: { facts, policy: counting, trusted } };
}
