#!/usr/bin/env bash
# IIM as it is found: in wrong charsets, cut over segments, among other resources; and whether
# WordPress, which reads nothing else, finds the credit in it afterwards.
. "$(dirname "$0")/lib.sh"
have exiftool || skip_all 'no exiftool'

mkdir cases
"$MAKERS/make_cases" cases

# says FILE TAG VALUE: what exiftool reads of it, which believes 1:90
says() {
  local got
  got=$(exiftool -q -q -s3 -sep '|' -"IPTC:$2" "$1") || fail "exiftool: $1"
  [ "$got" = "$3" ] || fail "$1: $2 is $got, not $3"
}

# becomes CASE CITY INSTRUCTIONS [OPTION…]
becomes() {
  local file=cases/iim-$1.jpg city=$2 instructions=$3
  shift 3
  expect_exit 0 byline set "$@" credit=mfa.gov.kz "$file"
  says "$file" City "$city"
  says "$file" SpecialInstructions "$instructions"
  says "$file" Credit mfa.gov.kz
  says "$file" CodedCharacterSet UTF8
}
becomes undeclared-utf8 Қарағанды 'Министрдің баспасөз қызметі'
[ ! -s err ]
becomes undeclared-latin1 Besançon 'Schäfer à Besançon'
becomes undeclared-cp1251 Астана 'Министр принял'
becomes undeclared-gb18030 天津 国家主席
becomes declared-latin1 Besançon 'Schäfer à Besançon'
becomes utf16-declared Астана ''
becomes utf16-undeclared Астана ''
says cases/iim-utf16-undeclared.jpg Province-State Astana
pass 'text in any charset becomes UTF-8, and 1:90 says so'

becomes false-utf8-latin1 Besançon 'Schäfer à Besançon'
grep -q 'IIM text brought from windows-1252 into UTF-8; that was a guess' err
becomes false-utf8-cp1251 Астана 'Министр принял' --legacy-charset windows-1251
becomes false-utf8-gb18030 天津 国家主席
pass 'what 1:90 falsely calls UTF-8 becomes it'

for case in digest-right digest-stale digest-zero digest-absent; do
  expect_exit 0 byline set credit=新华社 "cases/iim-$case.jpg"
  exiftool -q -q -s3 -Photoshop:IPTCDigest -File:CurrentIPTCDigest "cases/iim-$case.jpg" >out
  [ "$(wc -l <out)" = 2 ]
  [ "$(sort -u out | wc -l)" = 1 ] || fail "$case: the digest does not match"
done
pass 'IPTCDigest is right after a write, whatever it was'

exiftool -q -q -s3 -a -Keywords cases/iim-two-resources.jpg | sort >before
[ "$(wc -l <before)" = 2 ]
for case in two-resources in-second-segment segments-apart cut-in-signature behind-64k; do
  expect_exit 0 byline set credit=新华社 "cases/iim-$case.jpg"
  says "cases/iim-$case.jpg" Credit 新华社
  says "cases/iim-$case.jpg" City Астана
done
exiftool -q -q -s3 -sep '|' -IPTC:Keywords cases/iim-two-resources.jpg | tr '|' '\n' | sort >after
cmp before after
[ -z "$(exiftool -q -q -IPTC2:all cases/iim-two-resources.jpg)" ]
pass 'several blocks and segments become one'

# Where the first APP13 is full the next one goes on: no length ever wraps.
segments() { exiftool -q -q -v3 "$1" | grep -c '^JPEG APP13 '; }
[ "$(segments cases/iim-near-64k.jpg)" = 1 ]
expect_exit 0 byline set credit=新华社 headline='Министр қабылдады' cases/iim-near-64k.jpg
says cases/iim-near-64k.jpg Credit 新华社
[ "$(segments cases/iim-near-64k.jpg)" = 2 ]
[ "$(exiftool -q -q -a -b -IPTC:LocalCaption cases/iim-near-64k.jpg | wc -c)" -gt 64000 ]
pass 'a block near 64 KB goes on in a second segment'

have php && php -r 'exit(function_exists("exif_read_data") ? 0 : 1);' ||
  { skip 'WordPress finds the credit' 'no php with exif'; finish; exit 0; }
cat >wordpress.php <<'PHP'
<?php
/* What WordPress's wp_read_image_metadata() takes for the credit of each file. */
foreach (array_slice($argv, 1) as $file) {
  $info = array();
  getimagesize($file, $info);
  $iptc = empty($info['APP13']) ? false : iptcparse($info['APP13']);
  $exif = @exif_read_data($file);
  $credit = '';
  foreach (array('2#110', '2#080') as $tag)
    if ($credit === '' && !empty($iptc[$tag][0]))
      $credit = trim($iptc[$tag][0]);
  foreach (array('Artist', 'Author') as $tag)
    if ($credit === '' && !empty($exif[$tag]))
      $credit = trim($exif[$tag]);
  echo basename($file), "\t", $credit, "\n";
}
PHP

# credits WANTED: in every case
credits() {
  php wordpress.php wp/*.jpg >out
  [ "$(wc -l <out)" = "$(find wp -name '*.jpg' | wc -l)" ]
  ! grep -vP "\t\Q$1\E\$" out || fail "WordPress does not credit $1"
}
mkdir wp
"$MAKERS/make_cases" wp
rm wp/jumbf-c2pa.jpg wp/exif-{full,loop,interop-behind,no-types}.jpg wp/xmp-{broken,doctype,no-rdf,strange-wrapper}.jpg # refused
# of the same length as the old one, so that the block's size stays what it is
expect_exit 0 byline set credit=mfa.gov.kz wp/*.jpg
credits mfa.gov.kz
expect_exit 0 byline set credit='ҚР СІМ баспасөз' creator='Айгерім Нұрлан' wp/*.jpg
credits 'ҚР СІМ баспасөз'
expect_exit 0 byline set credit=新华社 creator=李明 wp/*.jpg
credits 新华社
pass 'WordPress finds the credit line in all cases'
expect_exit 0 byline set credit= wp/*.jpg
credits 李明
pass 'and the creator where there is none'

mkdir exif
"$MAKERS/make_cases" exif
rm -f wp/*
cp exif/coding-*.jpg exif/fill.jpg exif/comments.jpg wp/
expect_exit 0 byline set --iim if-present creator='Айгерім Нұрланова' wp/*.jpg
credits 'Айгерім Нұрланова'
pass 'and EXIF Artist where there is no IIM'
finish
