-- Deploy schema/private/error_codes
begin;
set local role dochub_owner;
-- The registry of refusals: every code an API function can answer with. A test compares it with the functions' sources.
create table private.error_codes (
  code         text not null,
  http_status  integer not null,
  message      text not null,
  hint         text not null,
  constraint error_codes_pkey primary key (code),
  constraint error_codes_code_check check (code ~ '^[a-z][a-z0-9_]{2,63}$'),
  constraint error_codes_http_status_check check (http_status between 400 and 499)
);
comment on table private.error_codes is 'Registry of refusals: code, HTTP status, message for the developer, what to do. The documentation prints it.';
comment on column private.error_codes.code is 'Machine-readable code, the value of "code" in a refusal.';
comment on column private.error_codes.http_status is 'HTTP status of the answer.';
comment on column private.error_codes.message is 'What happened, one sentence; the value of "message".';
comment on column private.error_codes.hint is 'What the caller can do; the value of "hint".';

insert into private.error_codes (code, http_status, message, hint) values
  ('user_not_found',       404, 'There is no such user.', 'Call ensure_profile as that user first. An erased account does not come back.'),
  ('email_in_use',         409, 'Another account has verified this e-mail address.', 'Sign in to that account, or verify another address.'),
  ('unknown_time_zone',    422, 'The time zone is not an IANA name.', 'Send a name such as Europe/Berlin; POSIX strings and abbreviations are refused.'),
  ('idempotency_mismatch', 409, 'This idempotency key was used with different parameters.', 'details.field names the parameter that differs. Make a new key for a new operation.'),
  ('insufficient_credits', 402, 'There are not enough credits.', 'details has what is available, what is needed and when the weekly allowance resets.'),
  ('hold_not_found',       404, 'There is no such hold of this user.', 'Check p_hold_id and p_user_id.'),
  ('exceeds_reservation',  422, 'More than is held cannot be committed.', 'details has what is held. Reserve the most that a job can cost.'),
  ('already_committed',    409, 'This hold was committed already, and not with this call.', 'Nothing is to be done.'),
  ('already_released',     409, 'This hold was released already, and not with this call.', 'Reserve again.'),
  ('reservation_expired',  409, 'This hold has expired and was given back.', 'Reserve again, with a longer p_ttl.'),
  ('receipt_already_in_use', 409, 'This store transaction belongs to another account or another purchase.', 'Sign in to the account that bought it.'),
  ('account_token_mismatch', 409, 'The purchase was made for another account.', 'Sign in to the account that the app attached to the purchase.'),
  ('unknown_purchase',     422, 'The transaction is a purchase of another kind.', 'Credits go to refund_credit_purchase, courses to refund_course_purchase, subscriptions to apply_store_event.'),
  ('course_status_conflict', 409, 'The custom course cannot go from its status to this one.', 'details.status is the course''s: a ready course stays ready, a failed one starts again as queued or generating.'),
  ('token_invalid',        404, 'This link is not valid.', 'Use the newest link that was sent, or ask for another.'),
  ('token_expired',        410, 'This link has expired.', 'Ask for another.'),
  ('token_already_claimed', 409, 'This link has been claimed already.', 'Sign in to the account that claimed it.'),
  ('email_mismatch',       403, 'The link was sent to another e-mail address.', 'Sign in with the address that the link was sent to, and verify it. The link stays as it is.'),
  ('sandbox_purchase',     403, 'This was bought in a store''s sandbox, which counts for testers only.', 'set_tester marks an account as a tester.'),
  ('purchase_refunded',    409, 'The purchase was refunded.', 'Nothing can be claimed for it.'),
  ('custom_course_not_found', 404, 'The user has no such custom course.', 'Make it with save_custom_course first.'),
  ('too_many_attempts',    429, 'Too many attempts.', 'Wait details.retry_after seconds.'),
  ('unknown_device',       404, 'This device is not registered.', 'Call register_device first; a device that was dropped for a newer one registers again.'),
  ('play_limit_reached',   422, 'The user has play counts of too many audio files or devices.', 'details has limit and kind. Nothing of this call was stored.'),
  ('payload_too_large',    413, 'The log events are too many or too large.', 'Send at most 50 events and 200 kB (204,800 bytes) a call.'),
  ('too_many_events',      429, 'Too many log events.', 'Keep them and send them again after retry_after seconds.'),
  ('code_not_found',       404, 'This code is not valid.', 'Check the spelling.'),
  ('code_expired',         410, 'This code has expired.', 'Ask for a newer code.'),
  ('code_not_eligible',    422, 'This code does not apply here.', 'details.reason says why (product_type, product, currency, owned), details.product_type what the code is for.'),
  ('self_referral',        422, 'This code is your own.', 'Share it: it works for others.'),
  ('code_already_redeemed', 409, 'You have redeemed this code already.', 'Each code works once a user.'),
  ('not_first_purchase',   422, 'This code is for first purchases only.', 'Use a code without that condition.'),
  ('minimum_not_met',      422, 'The amount is below the minimum of this code.', 'details has the minimum.'),
  ('code_max_usage',       409, 'This code has been redeemed as often as it may be.', 'Ask for another code.'),
  ('price_mismatch',       422, 'The price is not what p_amount_micros says.', 'details has the price in force; show it and ask again.'),
  ('code_exists',          409, 'A code with this name exists already.', 'Choose another, or leave "code" out to have one made.'),
  ('parent_not_found',     404, 'There is no parent code of that name.', 'Create the parent first.'),
  ('chain_too_deep',       422, 'A chain of codes has at most five links.', 'Attach the code further up the chain.'),
  ('unknown_product',      422, 'A product named in the specification does not exist.', 'details.product_id names it. Create the course or the store product first.'),
  ('unknown_cohort',       422, 'A cohort named in the options does not exist.', 'details.slug names it. Create the cohort first.'),
  ('unsupported_number',   422, 'The JSON holds a number that is not an integer within ±(2^53−1).', 'details.number shows the first one. Send fractions and large numbers as strings.'),
  ('manifest_not_found',   404, 'There is no such manifest.', 'Check the manifest_id that publish_manifest answered with.');
commit;
