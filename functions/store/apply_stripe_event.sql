create or replace function public.apply_stripe_event(p_event jsonb)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.assert_writable();
  return private.apply_stripe_event(p_event, now());
end;
$$;
revoke all on function public.apply_stripe_event(jsonb) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.apply_stripe_event(jsonb) to service_role;
comment on function public.apply_stripe_event(jsonb) is 'Takes in one event of Stripe as its library''s constructEvent returns it, in any order and as often as it comes.
p_event: the Event object, of API versions before and since 2025-03-31. Fields that are not known are ignored; at most 256 kB. Send checkout.session.completed,
.async_payment_succeeded; invoice.paid, .payment_failed; invoice_payment.paid; customer.subscription.created, .updated, .deleted, .paused, .resumed;
refund.created, .updated, .failed (or charge.refunded); charge.dispute.created, .closed, .funds_withdrawn, .funds_reinstated; payment_intent.succeeded where
there is no Checkout. Anything else is kept and ignored.
Whose it is: client_reference_id of a Checkout session, or metadata.user_id (or metadata.dochub_user_id) of the session, subscription or payment: the user''s id
or its SHA-256. One of them once is enough: what names the subscription afterwards finds its user.
What it is: the first of a price''s lookup_key, the price, its product, metadata.product_id that private.store_products knows. A Checkout session in payment mode
says what was bought in metadata.product_id, or in line_items where the server has expanded them. metadata.redemption_id names a redeemed discount code.
A subscription is sub_…, its periods are what paid invoices say; a single purchase is its payment intent. While Stripe says active and the next invoice is
not paid yet, the period before it has grace of at most 72 hours. A refund or dispute is a part of its payment; one of a payment that no event has told of yet
is kept as ignored and taken in when that comes. Nothing of customer_details or billing_details is kept.
Answer: that of apply_store_event, {ok, disposition, user_id, state, entitled, environment}, and events, an array of them, where there were several.
Refusals: as for apply_store_event; PT400 for what is no event.
Example: POST /rpc/apply_stripe_event {"p_event": {"id": "evt_1…", "object": "event", "type": "invoice.paid", "created": 1767225600, "livemode": true, "data":
{"object": {"object": "invoice", "id": "in_1…", "billing_reason": "subscription_cycle", "subscription": "sub_1…", …}}}}.';

create or replace function private.apply_stripe_event(p_event jsonb, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_event jsonb := private.json_object_argument('p_event', p_event, 262144, null);
  v_environment constant text := case when v_event -> 'livemode' = 'true' then 'production' else 'sandbox' end;
  v_payment record;
  v_told text[] := '{}'::text[];
  v_each jsonb;
  v_events jsonb := '[]'::jsonb;
  v_answer jsonb;
begin
  if jsonb_typeof(v_event #> '{data,object}') is distinct from 'object' then
    raise sqlstate 'PT400' using message = 'p_event must be an Event object of Stripe, with data.object', hint = 'Pass what constructEvent returns.';
  end if;
  -- What it tells of payments is noted before any other lock is taken: a refund that is being taken in sees it, or is seen.
  for v_payment in
    select p.payment_id, p.transaction_id, p.amount_micros
      from jsonb_to_recordset(private.stripe_payments_told(v_event)) as p (payment_id text, transaction_id text, amount_micros bigint)
     order by p.payment_id collate "C"
  loop
    if num_nonnulls(v_payment.transaction_id, v_payment.amount_micros) > 0 then
      v_told := v_told || v_payment.payment_id;
    end if;
    insert into private.stripe_payments as p (payment_id, transaction_id, amount_micros)
    values (v_payment.payment_id, v_payment.transaction_id, v_payment.amount_micros)
    on conflict (payment_id) do update set
      -- What was bought with the payment itself is never an invoice's, though Stripe makes an invoice of it as well.
      transaction_id = case when p.transaction_id = p.payment_id then p.transaction_id else coalesce(excluded.transaction_id, p.transaction_id) end,
      amount_micros = coalesce(p.amount_micros, excluded.amount_micros);
  end loop;
  for v_each in select e from jsonb_array_elements(private.stripe_events(v_event)) as e loop
    v_events := v_events || jsonb_build_array(private.stripe_refund(v_each));
  end loop;
  v_answer := private.apply_store_events(v_events, p_at);
  for v_each in
    select i.payload
      from private.store_inbox as i
     where i.store = 'stripe' and i.environment = v_environment and i.transaction_id = any (v_told) and i.user_id is null
       and i.disposition = 'ignored' and i.payload #>> '{native,subtype}' = 'payment_unknown'
     order by i.occurred_at, i.notification_id collate "C"
  loop
    perform private.apply_store_event(private.stripe_refund(v_each), p_at);
  end loop;
  return v_answer;
end;
$$;
revoke all on function private.apply_stripe_event(jsonb, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.apply_stripe_event(jsonb, timestamptz) is 'apply_stripe_event at a given time.';

create or replace function private.apply_store_events(p_events jsonb, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_event jsonb;
  v_answer jsonb;
  v_answers jsonb[] := '{}'::jsonb[];
begin
  for v_event in select e from jsonb_array_elements(p_events) with ordinality as a (e, n) order by a.n loop
    v_answer := private.apply_store_event(v_event, p_at);
    v_answers := v_answers || v_answer;
  end loop;
  if cardinality(v_answers) = 1 then
    return v_answer;
  end if;
  -- The one that matters most: a refusal, which the store is to deliver again, then what has changed something.
  select a into v_answer
    from unnest(v_answers) with ordinality as u (a, n)
   order by a -> 'ok' = 'true', array_position(array['applied', 'stale', 'orphan', 'ignored', 'duplicate'], a ->> 'disposition'), n
   limit 1;
  return v_answer || jsonb_build_object('events', to_jsonb(v_answers));
end;
$$;
revoke all on function private.apply_store_events(jsonb, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.apply_store_events(jsonb, timestamptz) is 'Takes in what one event of Stripe comes to: an array of events, each as apply_store_event takes it, in their order.
One event: its answer. Several: the answer of the one that matters most (a refusal, else applied, stale, orphan, ignored, duplicate), and events: all of them.';

create or replace function private.stripe_refund(p_event jsonb)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_transaction jsonb := p_event -> 'transaction';
  v_type text;
  v_bought text;
  v_amount bigint;
  v_holder uuid;
begin
  if p_event #>> '{native,subtype}' = 'payment_unknown' then
    v_type := p_event #>> '{native,type}';
  elsif p_event ? 'payment' then
    v_type := private.store_event_type('stripe', p_event #>> '{native,type}', p_event #>> '{native,subtype}');
  end if;
  if v_type is null then
    return p_event - 'payment';
  end if;
  select p.transaction_id, p.amount_micros into v_bought, v_amount
    from private.stripe_payments as p
   where p.payment_id = v_transaction ->> 'transaction_id';
  if v_bought is null then
    -- Recorded by record_credit_purchase and the like, under one of the names that Stripe has for it.
    select c.receipt, c.holder into v_bought, v_holder
      from private.claim_receipt('stripe', p_event ->> 'environment', array(
        select n from jsonb_array_elements_text(coalesce(p_event -> 'payment', jsonb_build_array(v_transaction -> 'transaction_id'))) as n)) as c
     limit 1;
  end if;
  if v_holder is not null and v_amount is null then
    select p.price_micros into v_amount
      from (select a.price_micros
              from public.ai_credit_purchases as a
             where a.user_id = v_holder and a.store = 'stripe' and a.environment = p_event ->> 'environment' and a.transaction_id = v_bought
            union all
            select c.price_micros
              from public.course_purchases as c
             where c.user_id = v_holder and c.store = 'stripe' and c.environment = p_event ->> 'environment' and c.transaction_id = v_bought
            union all
            select t.price_micros
              from private.store_transactions as t
             where t.user_id = v_holder and t.store = 'stripe' and t.environment = p_event ->> 'environment' and t.transaction_id = v_bought
           ) as p
     limit 1;
  end if;
  if v_bought is null or (v_type = 'refunded' and v_amount is null) then
    return p_event - 'payment' || jsonb_build_object('native', jsonb_build_object('type', v_type, 'subtype', 'payment_unknown'));
  end if;
  return p_event - 'payment' - 'native' || jsonb_build_object(
    'type', v_type,
    'transaction', v_transaction - 'price_micros' - 'currency' || jsonb_build_object('transaction_id', v_bought)
      || case when v_type = 'refunded' then jsonb_build_object('refund_percentage', least(100, ceil(
        100 * (v_transaction ->> 'price_micros')::numeric / greatest(v_amount, 1)))) else '{}' end);
end;
$$;
revoke all on function private.stripe_refund(jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.stripe_refund(jsonb) is 'An event of stripe_events that gives back money, as apply_store_event takes it: about what its payment bought, as a part of the payment.
While nothing has told what was bought, one that is kept as ignored and says so (native.subtype payment_unknown), with the amount given back in
price_micros; this function makes the event of it once the payment is known. Others as they are.';

create or replace function private.stripe_payments_told(p_event jsonb)
returns jsonb
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_type constant text := p_event ->> 'type';
  v_object constant jsonb := p_event #> '{data,object}';
  v_transaction_id text;
  v_amount jsonb;
  v_paid jsonb;
begin
  if v_type in ('invoice.paid', 'invoice.payment_succeeded') and private.stripe_invoice_subscription(v_object) is not null then
    v_transaction_id := v_object ->> 'id';
    v_amount := v_object -> 'amount_paid';
    v_paid := jsonb_build_array(v_object) || jsonb_path_query_array(v_object, '$.payments.data[*].payment');
  elsif v_type = 'invoice_payment.paid' then
    v_transaction_id := private.stripe_id(v_object -> 'invoice');
    v_amount := v_object -> 'amount_paid';
    v_paid := jsonb_build_array(v_object -> 'payment');
  elsif v_type like 'checkout.session.%' and v_object ->> 'mode' = 'payment' then
    v_transaction_id := private.stripe_id(v_object -> 'payment_intent');
    v_amount := v_object -> 'amount_total';
    v_paid := jsonb_build_array(v_object);
  elsif v_type = 'payment_intent.succeeded' and v_object #> '{metadata,product_id}' is not null then
    v_transaction_id := v_object ->> 'id';
    v_amount := v_object -> 'amount_received';
    v_paid := jsonb_build_array(jsonb_build_object('payment_intent', v_object -> 'id'));
  elsif v_type = 'charge.refunded' then
    v_amount := v_object -> 'amount';
    v_paid := jsonb_build_array(v_object || jsonb_build_object('charge', v_object -> 'id'));
  elsif v_object ->> 'object' in ('refund', 'dispute') then
    v_paid := jsonb_build_array(v_object);
  end if;
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
             'payment_id', p.payment_id, 'transaction_id', v_transaction_id,
             'amount_micros', private.stripe_price(v_amount, v_object ->> 'currency') -> 'price_micros')), '[]')
      from (select distinct coalesce(private.stripe_id(d -> 'payment_intent'), private.stripe_id(d -> 'charge')) as payment_id
              from jsonb_array_elements(v_paid) as d) as p
     where p.payment_id is not null);
end;
$$;
revoke all on function private.stripe_payments_told(jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.stripe_payments_told(jsonb) is 'What an event tells of payments: an array of {payment_id, transaction_id, amount_micros}.
payment_id is the payment intent, or the charge where there is none; transaction_id what it bought as apply_store_event calls it: a subscription''s invoice, or the
payment itself. A refund or dispute tells that there is such a payment, and nothing more.';

create or replace function private.stripe_events(p_event jsonb)
returns jsonb
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_type constant text := p_event ->> 'type';
  v_object constant jsonb := p_event #> '{data,object}';
  v_base constant jsonb := jsonb_build_object(
    'store', 'stripe',
    'environment', case when p_event -> 'livemode' = 'true' then 'production' else 'sandbox' end,
    'notification_id', p_event -> 'id',
    'native', jsonb_build_object('type', p_event -> 'type'),
    'occurred_at', private.store_time('created', p_event -> 'created', 1));
begin
  return jsonb_strip_nulls(case
    when v_type like 'checkout.session.%' then private.stripe_session(v_base, v_object)
    when v_type = 'payment_intent.succeeded' then private.stripe_session(v_base, v_object || jsonb_build_object(
      'mode', 'payment', 'payment_status', 'paid', 'payment_intent', v_object -> 'id', 'amount_total', v_object -> 'amount_received'))
    when v_type like 'invoice.%' then private.stripe_invoice(v_base, v_object)
    when v_type like 'customer.subscription.%' then private.stripe_subscription(v_base, v_object, coalesce(p_event #> '{data,previous_attributes}', '{}'))
    when v_type in ('charge.refunded', 'charge.refund.updated') or v_type like 'refund.%' or v_type like 'charge.dispute.%' then
      private.stripe_money_back(v_base, v_object)
    else jsonb_build_array(v_base) end);
end;
$$;
revoke all on function private.stripe_events(jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.stripe_events(jsonb) is 'An event of Stripe as an array of events as apply_store_event takes them; those about money given back are finished by stripe_refund. PT400 for what is none.';

create or replace function private.stripe_session(p_base jsonb, p_session jsonb)
returns jsonb
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_metadata constant jsonb := p_session -> 'metadata';
  v_mode text := p_session ->> 'mode';
  v_transaction jsonb;
  v_transactions jsonb := '[]'::jsonb;
  v_line jsonb;
begin
  v_transaction := case v_mode
    when 'subscription' then jsonb_build_object(
      'transaction_id', private.stripe_id(p_session -> 'invoice'),
      'original_transaction_id', private.stripe_id(p_session -> 'subscription'),
      'token', private.stripe_id(p_session -> 'subscription'))
    -- Nothing to pay: there is no payment intent.
    else jsonb_build_object('transaction_id', coalesce(private.stripe_id(p_session -> 'payment_intent'), p_session ->> 'id')) end
    || case when v_metadata ->> 'redemption_id' ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
            then jsonb_build_object('redemption_id', v_metadata ->> 'redemption_id') else '{}' end;
  for v_line in
    select l.line
      from jsonb_array_elements(coalesce(nullif(p_session #> '{line_items,data}', '[]'), jsonb_build_array(p_session - 'price')))
        with ordinality as l (line, n)
     order by l.n
  loop
    v_transactions := v_transactions || jsonb_build_array(v_transaction || jsonb_build_object(
      'product_id', private.stripe_product(v_line -> 'price', v_line #> '{price,product}', v_metadata))
      || case when v_mode = 'payment' then jsonb_build_object('quantity', v_line -> 'quantity')
        || private.stripe_price(v_line -> 'amount_total', p_session ->> 'currency') else '{}' end);
  end loop;
  if v_mode = 'payment' then
    v_mode := case
      when p_session ->> 'payment_status' = 'unpaid' then 'unpaid'
      when jsonb_path_exists(v_transactions, '$[*] ? (@.product_id == null)') then 'unnamed'
      else 'payment' end;
  end if;
  return jsonb_build_array(p_base || jsonb_build_object(
    'native', p_base -> 'native' || jsonb_build_object('subtype', v_mode),
    'account_token', private.stripe_account(array[
      p_session ->> 'client_reference_id', v_metadata ->> 'user_id', v_metadata ->> 'dochub_user_id'])) || private.stripe_transactions(v_transactions));
end;
$$;
revoke all on function private.stripe_session(jsonb, jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.stripe_session(jsonb, jsonb) is 'What a Checkout session (or a payment made without Checkout) says: what was bought at once, or whose a subscription is.
Its subtype is its mode; unpaid while the payment is under way, unnamed where it does not say what was bought: then nothing is given.';

create or replace function private.stripe_invoice(p_base jsonb, p_invoice jsonb)
returns jsonb
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_subscription constant text := private.stripe_invoice_subscription(p_invoice);
  v_metadata constant jsonb := coalesce(
    p_invoice #> '{parent,subscription_details,metadata}', p_invoice #> '{subscription_details,metadata}', p_invoice #> '{lines,data,0,metadata}');
  v_reason text := case when v_subscription is null then 'manual' else p_invoice ->> 'billing_reason' end;
  v_named constant jsonb := jsonb_build_object(
    'transaction_id', p_invoice -> 'id', 'original_transaction_id', v_subscription, 'token', v_subscription);
  v_line jsonb;
  v_lines jsonb := '{}'::jsonb;
  v_product text;
  v_period jsonb;
  v_transactions jsonb := '[]'::jsonb;
begin
  if v_subscription is not null and p_base #>> '{native,type}' in ('invoice.paid', 'invoice.payment_succeeded') then
    for v_line in select l from jsonb_array_elements(coalesce(p_invoice #> '{lines,data}', '[]')) as l loop
      -- What is credited is no period, and what is no subscription's neither.
      continue when (v_line ->> 'amount')::numeric < 0
        or coalesce(v_line ->> 'subscription', v_line #>> '{parent,subscription_item_details,subscription}',
                    v_line #>> '{parent,invoice_item_details,subscription}') is null;
      v_product := private.stripe_product(
        coalesce(v_line -> 'price', v_line #> '{pricing,price_details,price}', v_line -> 'plan'),
        coalesce(v_line #> '{price,product}', v_line #> '{pricing,price_details,product}', v_line #> '{plan,product}'),
        coalesce(nullif(v_line -> 'metadata', '{}'), v_metadata));
      -- Of several lines of a product the period that ends last counts; a prorated one is the rest of the one before.
      v_period := v_lines -> v_product;
      continue when v_period is not null
        and ((v_period #>> '{period,end}')::numeric, (v_line #>> '{period,start}')::numeric) >= ((v_line #>> '{period,end}')::numeric, (v_period #>> '{period,start}')::numeric);
      v_lines := v_lines || jsonb_build_object(v_product, v_line);
    end loop;
    for v_product, v_line in select e.key, e.value from jsonb_each(v_lines) as e order by e.key collate "C" loop
      v_transactions := v_transactions || jsonb_build_array(v_named || jsonb_build_object(
        'product_id', v_product,
        'purchased_at', private.store_time('period.start', v_line #> '{period,start}', 1),
        'expires_at', private.store_time('period.end', v_line #> '{period,end}', 1))
        || private.stripe_price(to_jsonb(greatest(0, (v_line ->> 'amount')::numeric - coalesce((
          select sum((d ->> 'amount')::numeric) from jsonb_array_elements(coalesce(nullif(v_line -> 'discount_amounts', 'null'), '[]')) as d), 0))),
          p_invoice ->> 'currency'));
    end loop;
    v_reason := case when v_transactions = '[]' then 'manual' else v_reason end;
  end if;
  return jsonb_build_array(p_base || jsonb_build_object(
    'native', p_base -> 'native' || jsonb_build_object('subtype', v_reason),
    'account_token', private.stripe_account(array[v_metadata ->> 'user_id', v_metadata ->> 'dochub_user_id']))
    || case when v_transactions = '[]' then jsonb_build_object('transaction', v_named) else private.stripe_transactions(v_transactions) end);
end;
$$;
revoke all on function private.stripe_invoice(jsonb, jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.stripe_invoice(jsonb, jsonb) is 'What an invoice says: paid, the periods of its subscription that it is for. Its subtype is its billing_reason; manual where it is for no period.';

create or replace function private.stripe_subscription(p_base jsonb, p_subscription jsonb, p_previous jsonb)
returns jsonb
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_type constant text := p_base #>> '{native,type}';
  v_status constant text := p_subscription ->> 'status';
  v_is_live constant boolean := v_status in ('active', 'trialing');
  v_ends constant boolean := coalesce(p_subscription -> 'cancel_at_period_end' = 'true' or p_subscription ->> 'cancel_at' is not null, false);
  v_start constant jsonb := coalesce(p_subscription -> 'current_period_start', p_subscription #> '{items,data,0,current_period_start}');
  v_end constant jsonb := coalesce(p_subscription -> 'current_period_end', p_subscription #> '{items,data,0,current_period_end}');
  v_was_items constant jsonb := jsonb_path_query_array(p_previous, '$.items.data[*].price.id');
  v_is_other boolean := (p_previous ? 'plan' or v_was_items <> '[]')
    and v_was_items is distinct from jsonb_path_query_array(p_subscription, '$.items.data[*].price.id');
  v_subtype text := v_status;
  v_is_paid boolean := false;
  v_named jsonb := jsonb_build_object(
    'original_transaction_id', p_subscription -> 'id', 'token', p_subscription -> 'id',
    'transaction_id', private.stripe_id(p_subscription -> 'latest_invoice'));
  v_transactions jsonb;
begin
  if v_type = 'customer.subscription.updated' and v_is_live and v_is_other then
    v_subtype := 'items';
    -- Within the period that is paid already; a change with an invoice of its own is told by that.
    v_is_paid := not p_previous ? 'latest_invoice';
    v_named := v_named || case when v_is_paid then jsonb_build_object('purchased_at', p_base -> 'occurred_at') else '{}' end;
  elsif v_type = 'customer.subscription.updated' and v_is_live and p_previous ?| array['cancel_at_period_end', 'cancel_at'] then
    v_subtype := case when v_ends then 'cancel' else 'uncancel' end;
  elsif v_type = 'customer.subscription.resumed' and v_is_live then
    v_is_paid := true;
    v_named := v_named || jsonb_build_object('purchased_at', private.store_time('current_period_start', v_start, 1));
  end if;
  if v_is_live and not v_is_other and p_previous ? 'latest_invoice'
     and (p_previous ? 'current_period_start' or p_previous #> '{items,data,0,current_period_start}' is not null) then
    -- The next period has begun, and its invoice is paid within hours: until it is, or payment fails, what was paid before has grace.
    v_named := v_named || jsonb_build_object(
      'transaction_id', private.stripe_id(p_previous -> 'latest_invoice'),
      'grace_expires_at', private.store_time(
        'current_period_end', to_jsonb(least((v_end #>> '{}')::bigint, (v_start #>> '{}')::bigint + 72 * 3600)), 1));
  end if;

  if v_status in ('canceled', 'incomplete_expired') then
    -- It ends as a whole, whatever its latest invoice was for; after everything else that Stripe puts into that second.
    v_transactions := jsonb_build_array(v_named - 'transaction_id');
    p_base := p_base || jsonb_build_object('occurred_at', replace(p_base ->> 'occurred_at', '.000Z', '.999Z'));
  else
    select jsonb_agg(v_named || jsonb_build_object(
             'product_id', private.stripe_product(i -> 'price', i #> '{price,product}', p_subscription -> 'metadata'),
             'expires_at', case when v_is_paid then private.store_time('current_period_end', coalesce(i -> 'current_period_end', v_end), 1) end) order by n)
      into v_transactions
      from jsonb_array_elements(p_subscription #> '{items,data}') with ordinality as a (i, n);
    v_transactions := coalesce(v_transactions, jsonb_build_array(v_named));
  end if;
  return jsonb_build_array(p_base || jsonb_build_object(
    'native', p_base -> 'native' || jsonb_build_object('subtype', v_subtype),
    'account_token', private.stripe_account(array[p_subscription #>> '{metadata,user_id}', p_subscription #>> '{metadata,dochub_user_id}']),
    'renewal', jsonb_build_object(
      'will_renew', case when v_status in ('active', 'trialing', 'past_due') then not v_ends when v_status in ('canceled', 'incomplete_expired', 'unpaid') then false end,
      'cancel_reason', p_subscription #>> '{cancellation_details,reason}')) || private.stripe_transactions(v_transactions));
end;
$$;
revoke all on function private.stripe_subscription(jsonb, jsonb, jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.stripe_subscription(jsonb, jsonb, jsonb) is 'What a subscription of Stripe says of itself. Until when it is paid only its invoices say, but where it changes what it is for within the period.
Its subtype is its status; while it is live also items (what it is for has changed), cancel and uncancel.';

create or replace function private.stripe_money_back(p_base jsonb, p_object jsonb)
returns jsonb
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_is_charge constant boolean := p_object ->> 'object' = 'charge';
  v_payment_id constant text := coalesce(
    private.stripe_id(p_object -> 'payment_intent'), private.stripe_id(p_object -> 'charge'), case when v_is_charge then p_object ->> 'id' end);
  v_refunds jsonb := case when v_is_charge then nullif(p_object #> '{refunds,data}', '[]') else jsonb_build_array(p_object) end;
  v_refund jsonb;
  v_events jsonb := '[]'::jsonb;
begin
  -- Since 2022-11-15 a charge tells how much of it was given back so far, not by which refunds.
  v_refunds := coalesce(v_refunds, jsonb_build_array(jsonb_build_object(
    'id', concat_ws(':', p_object ->> 'id', p_object ->> 'amount_refunded'), 'amount', p_object -> 'amount_refunded', 'is_total', true)));
  for v_refund in select r from jsonb_array_elements(v_refunds) as r loop
    v_events := v_events || jsonb_build_array(p_base || jsonb_build_object(
      'native', p_base -> 'native' || jsonb_build_object('subtype', v_refund -> 'status'),
      'notification_id', case when jsonb_array_length(v_refunds) > 1 then concat_ws(':', p_base ->> 'notification_id', v_refund ->> 'id')
                              else p_base ->> 'notification_id' end,
      'payment', jsonb_build_array(v_payment_id, coalesce(
        private.stripe_id(p_object -> 'charge'), case when v_is_charge then p_object ->> 'id' end), private.stripe_id(p_object -> 'invoice')),
      'transaction', jsonb_build_object(
        'transaction_id', v_payment_id,
        'refund_id', v_refund -> 'id',
        'refund_is_total', v_refund -> 'is_total') || private.stripe_price(v_refund -> 'amount', p_object ->> 'currency')));
  end loop;
  return v_events;
end;
$$;
revoke all on function private.stripe_money_back(jsonb, jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.stripe_money_back(jsonb, jsonb) is 'What a refund, a dispute or a refunded charge says: one event a refund, by its payment and the amount given back, for stripe_refund.
Its subtype is its status.';

create or replace function private.stripe_invoice_subscription(p_invoice jsonb)
returns text
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return private.stripe_id(coalesce(nullif(p_invoice -> 'subscription', 'null'), p_invoice #> '{parent,subscription_details,subscription}'));
end;
$$;
revoke all on function private.stripe_invoice_subscription(jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.stripe_invoice_subscription(jsonb) is 'The subscription that an invoice is for (moved into parent in 2025-03-31); NULL: none.';

create or replace function private.stripe_transactions(p_transactions jsonb)
returns jsonb
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return case jsonb_array_length(p_transactions)
    when 0 then '{}'
    when 1 then jsonb_build_object('transaction', p_transactions -> 0)
    else jsonb_build_object('transactions', p_transactions) end;
end;
$$;
revoke all on function private.stripe_transactions(jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.stripe_transactions(jsonb) is 'Line items as the members transaction, or transactions, of an event.';

create or replace function private.stripe_id(p_reference jsonb)
returns text
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return case when jsonb_typeof(p_reference) = 'object' then p_reference ->> 'id' else p_reference #>> '{}' end;
end;
$$;
revoke all on function private.stripe_id(jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.stripe_id(jsonb) is 'The identifier in a reference of Stripe, which is expanded to the object or not.';

create or replace function private.stripe_account(p_references text[])
returns text
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return (
    select r
      from unnest(p_references) with ordinality as u (r, n)
     where r ~* '^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{64})$'
     order by n
     limit 1);
end;
$$;
revoke all on function private.stripe_account(text[]) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.stripe_account(text[]) is 'The first of these that is a user id or the SHA-256 of one; NULL: none is.';

create or replace function private.stripe_product(p_price jsonb, p_product jsonb, p_metadata jsonb)
returns text
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_names constant text[] := array_remove(array[
    case when jsonb_typeof(p_price) = 'object' then p_price ->> 'lookup_key' end, private.stripe_id(p_price), private.stripe_id(p_product),
    p_metadata ->> 'product_id'], null);
  v_product text;
begin
  select p.product_id into v_product
    from private.store_products as p
   where p.store = 'stripe' and p.product_id = any (v_names)
   order by array_position(v_names, p.product_id)
   limit 1;
  return coalesce(v_product, v_names[1]);
end;
$$;
revoke all on function private.stripe_product(jsonb, jsonb, jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.stripe_product(jsonb, jsonb, jsonb) is 'Product of private.store_products that a price of Stripe is: the first that is known of its lookup_key, its id, its product and metadata.product_id.
The first of them where none is known; NULL where there is none.';

create or replace function private.stripe_price(p_amount jsonb, p_currency text)
returns jsonb
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_decimals integer;
begin
  if p_amount is null or p_amount = 'null' or p_currency is null then
    return '{}'::jsonb;
  end if;
  select coalesce(c.stripe_decimals, c.decimals) into v_decimals
    from private.currencies as c
   where c.currency = upper(p_currency);
  return jsonb_build_object(
    'price_micros', ((p_amount #>> '{}')::numeric * 10 ^ (6 - coalesce(v_decimals, 2)))::bigint,
    'currency', upper(p_currency));
end;
$$;
revoke all on function private.stripe_price(jsonb, text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.stripe_price(jsonb, text) is 'An amount of Stripe, counted in the smallest unit that it counts a currency in, as {price_micros, currency}; {} where there is none.';
