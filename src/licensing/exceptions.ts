import type { PolicyException } from './decisions';
import type { Reason } from './explanation';
import type { Use, Verdict } from './verdict';

/** What an exception may name. */
export interface Excepted {
  readonly model?: string;
  readonly sha256?: string;
  readonly package?: string;
  readonly revision?: string;
}

export interface ExceptedVerdict {
  readonly verdict: Verdict;
  /** The exceptions that changed the verdict. */
  readonly used: readonly PolicyException[];
  /** What was done with exceptions that name the subject, also with those that have expired. */
  readonly reasons: readonly Reason[];
}

function sameId(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && one.toLowerCase() === other.toLowerCase();
}

const none = { used: [], reasons: [] } as const;

/** True when the exception names this very thing; never by pattern. */
function names(exception: PolicyException, subject: Excepted): boolean {
  if (exception.sha256 !== undefined && !sameId(exception.sha256, subject.sha256)) return false;
  if (exception.model !== undefined && !sameId(exception.model, subject.model)) return false;
  if (exception.package !== undefined && !sameId(exception.package, subject.package)) return false;
  if (exception.sha256 === undefined && exception.model === undefined && exception.package === undefined) return false;
  return exception.revision === undefined || sameId(exception.revision, subject.revision);
}

function turns(exception: PolicyException, verdict: Verdict): boolean {
  if (verdict === 'review') return true;
  return verdict === 'denied' && exception.kind === 'separate-licence' && exception.agreement !== undefined;
}

/**
 * The verdict after the project's written exceptions: `accepted-risk` turns `review` into `conditional`, `separate-licence`
 * `denied` as well. Past `expires` an exception is none, and the answer says so.
 */
export function applyExceptions(
  verdict: Verdict,
  use: Use,
  subject: Excepted,
  exceptions: readonly PolicyException[] | undefined,
  today: string,
  path: readonly string[],
): ExceptedVerdict {
  if (exceptions === undefined || exceptions.length === 0) return { verdict, ...none };
  const used: PolicyException[] = [];
  const reasons: Reason[] = [];
  for (const exception of exceptions) {
    if (!names(exception, subject) || exception.uses?.includes(use) === false || !turns(exception, verdict)) continue;
    const expired = exception.expires < today;
    if (!expired) used.push(exception);
    const kind =
      exception.kind === 'accepted-risk' ? 'accepted the risk' : `has a separate licence (${exception.agreement})`;
    reasons.push({
      rule: expired ? 'exception-expired' : 'exception-used',
      effect: expired ? 'allowed' : 'conditional',
      artefact: 'policy',
      subject: subject.model ?? subject.package ?? subject.sha256 ?? '',
      license: null,
      path,
      text: expired
        ? `An exception of ${exception.date} by ${exception.by} expired on ${exception.expires} and counts no more: ${exception.reason}`
        : `The project ${kind} until ${exception.expires}: ${exception.reason} (${exception.by}, ${exception.date})`,
      evidence: [],
    });
  }
  return { verdict: used.length > 0 ? 'conditional' : verdict, used, reasons };
}
