-- Deploy schema/private/error_codes: stamped from schema/private/error_codes.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
-- The registry of refusals: every code an API function can answer with. A test compares it with the functions' sources.
create table private.error_codes (
  code         text not null,
  http_status  integer not null,
  message      text not null,
  hint         text not null,
  constraint error_codes_pkey primary key (code),
  constraint error_codes_code_check check (code ~ '^[a-z][a-z0-9_]{2,63}$'),
  constraint error_codes_http_status_check check (http_status between 400 and 499 or http_status = 503)
);
comment on table private.error_codes is 'Registry of refusals: code, HTTP status, message for the developer, what to do. The documentation prints it.';
comment on column private.error_codes.code is 'Machine-readable code, the value of "code" in a refusal.';
comment on column private.error_codes.http_status is 'HTTP status of the answer.';
comment on column private.error_codes.message is 'What happened, one sentence; the value of "message".';
comment on column private.error_codes.hint is 'What the caller can do; the value of "hint".';

insert into private.error_codes (code, http_status, message, hint) values
  ('user_not_found',       404, 'There is no such user.', 'Call ensure_profile as that user first. An erased account does not come back.'),
  ('email_in_use',         409, 'Another account has verified this e-mail address.', 'Sign in to that account, or verify another address.'),
  ('idempotency_mismatch', 409, 'This idempotency key was used with different parameters.', 'details.field names the parameter that differs. Make a new key for a new operation.'),
  ('insufficient_credits', 402, 'There are not enough credits.', 'details has what is available, what is needed and when the weekly allowance resets.'),
  ('hold_not_found',       404, 'There is no such hold of this user.', 'Check p_hold_id and p_user_id.'),
  ('exceeds_reservation',  422, 'More than is held cannot be committed.', 'details has what is held. Reserve the most that a job can cost.'),
  ('already_committed',    409, 'This hold was committed already, and not with this call.', 'Nothing is to be done.'),
  ('already_released',     409, 'This hold was released already, and not with this call.', 'Reserve again.'),
  ('reservation_expired',  409, 'This hold has expired and was given back.', 'Reserve again, with a longer p_ttl.'),
  ('receipt_already_in_use', 409, 'This store transaction belongs to another account or another purchase.', 'Sign in to the account that bought it.'),
  ('account_token_mismatch', 409, 'The purchase was made for another account.', 'Sign in to the account that the app attached to the purchase.'),
  ('receipts_differ',      409, 'The transaction and the token belong to two different purchases.', 'Name one purchase: by its transaction, by its token, or by both of them.'),
  ('unknown_purchase',     422, 'The transaction is a purchase of another kind.', 'Credits go to refund_credit_purchase, courses to refund_course_purchase, subscriptions to apply_store_event.'),
  ('subscription_not_found', 404, 'The account has no store subscription with this receipt.', 'store_inbox_report and explain_entitlement tell who has what.'),
  ('course_status_conflict', 409, 'The custom course cannot go from its status to this one.', 'details.status is the course''s: a ready course stays ready, a failed one starts again as queued or generating.'),
  ('token_invalid',        404, 'This link is not valid.', 'Use the newest link that was sent, or ask for another.'),
  ('token_expired',        410, 'This link has expired.', 'Ask for another.'),
  ('token_already_claimed', 409, 'This link has been claimed already.', 'Sign in to the account that claimed it.'),
  ('email_mismatch',       403, 'The link was sent to another e-mail address.', 'Sign in with the address that the link was sent to, and verify it. The link stays as it is.'),
  ('sandbox_purchase',     403, 'This was bought in a store''s sandbox, which counts for testers only.', 'set_tester marks an account as a tester.'),
  ('purchase_refunded',    409, 'The purchase was refunded.', 'Nothing can be claimed for it.'),
  ('custom_course_not_found', 404, 'The user has no such custom course.', 'Make it with save_custom_course first.'),
  ('too_many_attempts',    429, 'Too many attempts.', 'Wait details.retry_after seconds.'),
  ('replica_behind',       503, 'This replica has not received yet what the cookie knows of.', 'Keep what you have and ask again after details.retry_after seconds.'),
  ('unknown_device',       404, 'This device is not registered.', 'Call register_device first; a device that was dropped for a newer one registers again.'),
  ('play_limit_reached',   422, 'The user has play counts of too many audio files or devices.', 'details has limit and kind. Nothing of this call was stored.'),
  ('payload_too_large',    413, 'The log events are too many or too large.', 'Send at most 50 events and 200 kB (204,800 bytes) a call.'),
  ('too_many_events',      429, 'Too many log events.', 'Keep them and send them again after retry_after seconds.'),
  ('code_not_found',       404, 'This code is not valid.', 'Check the spelling.'),
  ('code_expired',         410, 'This code has expired.', 'Ask for a newer code.'),
  ('code_not_eligible',    422, 'This code does not apply here.', 'details.reason says why (product_type, product, currency, no_price, owned), details.product_type what the code is for.'),
  ('self_referral',        422, 'This code is your own.', 'Share it: it works for others.'),
  ('anonymous_account',    403, 'An account of anonymous sign-in can neither be an administrator, nor have a referral code, nor redeem credits or free days.', 'Let its user sign up, and call ensure_profile with the new token.'),
  ('already_referred',     409, 'You have entered a referral code already.', 'It is set once. details.is_this_code says whether it was this one: then nothing is to be done.'),
  ('referral_not_allowed', 422, 'This user cannot be referred by the owner of this code.', 'details.reason says why: signup_too_old, not_an_older_account, same_device, same_store_account.'),
  ('referral_not_found',   404, 'This user was not referred by a live account.', 'Nothing is to be done.'),
  ('already_rewarded',     409, 'The reward for this referred user was given already, for another payment.', 'Nothing is to be done: there is one reward a referred user.'),
  ('payment_not_eligible', 422, 'This payment earns no referral reward.', 'details.reason says why: sandbox, nothing_paid, not_first (details names the first payment).'),
  ('referral_cap_reached', 409, 'The referrer has got as many rewards as a period allows.', 'Call again at details.retry_at: nothing was recorded.'),
  ('redemption_not_found', 404, 'The user redeemed nothing with this idempotency key.', 'Pass the key that redeem_discount was called with.'),
  ('redemption_fulfilled', 409, 'A purchase or a subscription has used this redemption.', 'Refund it in full first; then the redemption can be released.'),
  ('code_already_redeemed', 409, 'You have redeemed this code already.', 'Each code works once a user. A discount that lapsed unused may be redeemed again.'),
  ('not_first_purchase',   422, 'This code is for first purchases only.', 'Use a code without that condition.'),
  ('minimum_not_met',      422, 'The amount is below the minimum of this code.', 'details has the minimum.'),
  ('code_max_usage',       409, 'This code has been redeemed as often as it may be.', 'Ask for another code.'),
  ('price_mismatch',       422, 'The price is not what p_amount_micros says.', 'details has the price in force; show it and ask again.'),
  ('code_exists',          409, 'A code with this name exists already.', 'Choose another, or leave "code" out to have one made.'),
  ('parent_not_found',     404, 'There is no parent code of that name.', 'Create the parent first.'),
  ('chain_too_deep',       422, 'A chain of codes has at most five links.', 'Attach the code further up the chain.'),
  ('unknown_product',      422, 'A product named in the specification does not exist.', 'details.product_id names it. Create the course or the store product first.'),
  ('unknown_cohort',       422, 'There is no such cohort.', 'details.slug names it. Create the cohort first.'),
  ('unknown_plan',         422, 'A plan named in the specification does not exist.', 'details.plan names it.'),
  ('cohort_conflict',      409, 'The cohort cannot be changed like this any more.', 'details.field says what: kind never changes; salts, and variants that somebody has, stay once anybody is enrolled (a weight may become 0); seats are not fewer than are taken.'),
  ('domain_in_use',        409, 'Another institution has this e-mail domain.', 'details.slug names it. Take the domain from it first ("domain": null).'),
  ('not_an_institution',   422, 'Only institutions have a join code.', 'Users fall into an experiment by bucket, or by assign_cohort.'),
  ('cohort_full',          409, 'All seats of this institution are taken.', 'Ask the institution for more seats.'),
  ('cohort_locked',        409, 'An administrator has fixed this user''s cohort.', 'Only assign_cohort changes it.'),
  ('unsupported_number',   422, 'The JSON holds a number that is not an integer within ±(2^53−1).', 'details.number shows the first one. Send fractions and large numbers as strings.'),
  ('manifest_not_found',   404, 'There is no such manifest.', 'Check the manifest_id that publish_manifest answered with.');
commit;
