#!/usr/bin/env bash
# libbyline as an outsider gets it: installed, found by pkg-config, linked with, and used for the founding job.
. "$(dirname "$0")/lib.sh"
have cc && have pkg-config && have cmake || skip_all 'no compiler, pkg-config or cmake'
have exiftool || skip_all 'no exiftool'
build=$(dirname "$MAKERS")
[ -f "$build/CMakeCache.txt" ] || skip_all "no build folder in $build"
grep -q '^BYLINE_SANITIZE:[A-Z]*=$' "$build/CMakeCache.txt" || skip_all 'the library is built with a sanitizer'

cmake --install "$build" --prefix "$PWD/prefix" >out
[ -x prefix/bin/byline ]
[ -f prefix/share/man/man1/byline.1 ]
[ "$(prefix/bin/byline --version | head -n 1)" = "$(byline --version | head -n 1)" ]
pass 'the program is installed with its manual'

cat >credit.c <<'C'
#include <byline/edit.h>
#include <byline/photo.h>

#include <stdio.h>

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BylineEdit) edit = byline_edit_new ();
  g_autoptr (BylineMetadata) metadata = NULL;
  g_auto (BylineWriteReport) report = { 0 };
  BylineWriteOptions options = { 0 };

  if (argc < 2 || !byline_edit_parse (edit, "credit=mfa.gov.kz", &error) ||
      !byline_photo_write (argv[1], edit, &options, &report, &error)) {
    fprintf (stderr, "%s\n", error != NULL ? error->message : "which photo?");
    return 1;
  }
  metadata = byline_photo_read (argv[1], &error);
  if (metadata != NULL)
    puts (byline_metadata_text (metadata, BYLINE_FIELD_CREDIT));
  return metadata == NULL;
}
C

pc=$(find prefix -name byline.pc)
export PKG_CONFIG_PATH=$PWD/${pc%/*}
flags() { pkg-config --static "$@" byline; }
# shellcheck disable=SC2046 # the flags are words
cc -std=c99 -Wall -Werror $(flags --cflags) credit.c -o credit $(flags --libs)
make_shoot card 1
photo=$(find card -type f -iname '*.jpg' | head -n 1)
[ "$(./credit "$photo")" = mfa.gov.kz ]
[ "$(exiftool -s3 -IPTC:Credit "$photo")" = mfa.gov.kz ]
expect_exit 1 ./credit missing.jpg
grep -q missing.jpg err
pass 'a program that links to the library writes a credit and reads it'
finish
