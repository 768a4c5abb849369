-- Verify schema/private/address_throttles
begin;
select address_hmac, operation, theoretical_arrival_at from private.address_throttles where false;
select 1 / (obj_description('private.address_throttles'::regclass) is not null)::int;
rollback;
