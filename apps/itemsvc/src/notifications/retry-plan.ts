/**
 * What becomes of a delivery after an attempt (Standard Webhooks 1.0.0, "Delivery success and failure"): delivered by any
 * answer of success, tried again after every other one but 410, and given up after that, after what our own rules
 * forbid, or after the last attempt. A receiver that is being deployed, or whose URL or secret is being put right,
 * answers 404, 401 or a redirection for a while: what was sent then is not lost. Pauses grow fourfold, and are spread, so
 * that what failed at one time does not come back at one time.
 */
import type { AttemptOutcome, DeliveryStatus } from '#libs/contracts';

export interface RetryRules {
  /** Attempts in all. */
  attempts: number;
  /** Pause after the first, in milliseconds. */
  retryMs: number;
}

export interface AttemptPlan {
  status: DeliveryStatus;
  /** Why it was not delivered. */
  error: string | null;
  /** Of one that stays pending: the pause before the next attempt, in milliseconds. */
  pauseMs?: number;
}

const GROWTH = 4;
const MAX_PAUSE_MS = 6 * 3_600_000;
/** What a receiver may ask for. */
const MAX_ASKED_MS = 24 * 3_600_000;
/** Part of a pause by which it is made longer or shorter. */
const SPREAD = 0.2;
/** The receiver wants nothing more. */
export const GONE = 410;
/** Codes of a fetch that failed for a reason that may pass. */
const PASSING = new Set(['Unreachable', 'TimeLimitExceeded', 'InvalidResponse', 'Overloaded']);

type Outcome = Pick<AttemptOutcome, '_httpStatus' | '_retryAfterMs' | '_error'>;

/** @param attempt its number, from 1 @param random from 0 to 1 */
export function planAfter(outcome: Outcome, rules: RetryRules & { attempt: number; random: number }): AttemptPlan {
  const { _httpStatus: status, _retryAfterMs: asked = 0 } = outcome;
  if (status !== undefined && status >= 200 && status < 300) return { status: 'delivered', error: null };
  const error = reasonOf(outcome);
  if (!mayPass(outcome) || rules.attempt >= rules.attempts) return { status: 'failed', error };
  const pause = Math.min(rules.retryMs * GROWTH ** (rules.attempt - 1), MAX_PAUSE_MS);
  const spread = pause * (1 - SPREAD + 2 * SPREAD * rules.random);
  return { status: 'pending', error, pauseMs: Math.round(Math.max(spread, Math.min(asked, MAX_ASKED_MS))) };
}

function mayPass({ _httpStatus: status, _error }: Outcome): boolean {
  return status === undefined ? _error === undefined || PASSING.has(_error.code) : status !== GONE;
}

function reasonOf({ _httpStatus: status, _error }: Outcome): string {
  if (status !== undefined) return `The receiver answered with ${status}.`;
  return _error === undefined ? 'What came of the attempt is not known.' : _error.message;
}
