-- 4.5.1 and 4.5.7: how codes are compared and made.
begin;
select plan(44);

select is(private.normalise_code(c.typed), c.code, format('4.5.1 %s', c.rule))
  from (values
    (1, 'SPRING26', 'SPRING26', 'a code is compared as it is'),
    (2, 'spring26', 'SPRING26', 'lower case does not matter'),
    (3, '  Spring 26 ', 'SPRING26', 'spaces are dropped'),
    (4, E'SPRING\t\n26', 'SPRING26', 'other white space is dropped'),
    (5, 'spring-26', 'SPRING26', 'dashes are dropped'),
    (6, U&'spring\201326', 'SPRING26', 'an en dash is a dash'),
    (7, U&'spring\201126', 'SPRING26', 'a non-breaking hyphen is a dash'),
    (8, U&'spring\221226', 'SPRING26', 'a minus sign is a dash'),
    (9, U&'spring\00A026', 'SPRING26', 'a no-break space is a space'),
    (10, U&'spring\300026', 'SPRING26', 'an ideographic space is a space'),
    (11, U&'spring\200B26', 'SPRING26', 'a zero-width space is dropped'),
    (12, U&'\FEFFspring\00AD26', 'SPRING26', 'a byte-order mark and a soft hyphen are dropped'),
    (13, U&'\FF33\FF30ring\FF12\FF16', 'SPRING26', 'full-width letters and digits are their plain forms (NFKC)'),
    (14, U&'\24E2pring26', 'SPRING26', 'a circled letter is the letter (NFKC)'),
    (15, U&'\017Fpring26', 'SPRING26', 'a long s is an s (NFKC)'),
    (16, U&'spr\0131ng26', null, 'a dotless i is no i'),
    (17, U&'spr\0130ng26', null, 'a dotted capital I is no I'),
    (18, U&'gro\00DF26', null, 'a sharp s is not two'),
    (19, U&'\0421PRING26', null, 'a Cyrillic letter that looks like C is none'),
    (20, 'SPRING_26', null, 'an underscore is not dropped'),
    (21, 'SPRING%', null, 'nor a percent sign'),
    (22, U&'spri\0301ng26', null, 'an accent is not dropped'),
    (23, 'ABC', null, 'three characters are too few'),
    (24, 'A-B C', null, 'three characters are too few, whatever stands between them'),
    (25, 'ABCD', 'ABCD', 'four are enough'),
    (26, repeat('A', 32), repeat('A', 32), 'thirty-two are allowed'),
    (27, repeat('A', 33), null, 'thirty-three are too many'),
    (28, '', null, 'nothing is no code'),
    (29, ' - ', null, 'only dashes are no code'),
    (30, null, null, 'NULL is no code'),
    (31, E'ABCD\nEFGH', 'ABCDEFGH', 'a second line is part of the code'),
    (32, E'ABCD\u0660', null, 'digits of other scripts are none'),
    (33, U&'\200Espring26\200F', 'SPRING26', 'left-to-right and right-to-left marks are dropped'),
    (34, U&'\202Aspr\202Bing\202C\202D26\202E', 'SPRING26', 'embeddings and overrides are dropped'),
    (35, U&'\2066spr\2067ing\206826\2069', 'SPRING26', 'isolates are dropped'),
    (36, U&'spring\FE0F26\+0E0101', 'SPRING26', 'variation selectors are dropped'),
    (37, U&'s\034Fp\061Cr\2062i\3164n\115Fg\000126', 'SPRING26', 'and whatever else shows nothing'),
    (38, U&'spring\200E_26', null, 'not what shows something')) as c (n, typed, code, rule)
 order by c.n;

select is(private.normalise_code(private.normalise_code(U&'\FF33pring\201326')), 'SPRING26', '4.5.1 normalising twice is normalising once');

create temporary table made as select private.generated_code() as code from generate_series(1, 3000);
select is(count(*) filter (where m.code = private.normalise_code(m.code)), 3000::bigint, '4.5.7 generated codes are codes as they are compared') from made as m;
select is(count(distinct m.code), 3000::bigint, '4.5.7 no two generated codes are equal') from made as m;
select is(string_agg(distinct c, '' order by c), '23456789ABCDEFGHJKMNPQRSTVWXYZ', '4.5.7 generated codes use thirty characters that cannot be confused')
  from made as m, lateral regexp_split_to_table(m.code, '') as c;
-- A byte modulo 30 gives no character more often than 9 times in 256: 14 × log2(256 / 9) = 67.6 bits.
select cmp_ok(min(length(m.code)) * log(2, 256 / 9.0), '>=', 60.0, '4.5.7 a generated code carries at least 60 random bits') from made as m;
select cmp_ok(max(t.n), '<', 200::bigint, '4.5.7 in every place: none has a character twice as often as chance would')
  from (select count(*) as n
          from made as m, lateral regexp_split_to_table(m.code, '') with ordinality as c (c, place)
         group by c.place, c.c) as t;

select * from finish();
rollback;
