-- Revert schema/public/cached_handshake_responses: stamped from schema/public/cached_handshake_responses.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop table public.cached_handshake_responses;
commit;
