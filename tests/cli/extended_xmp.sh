#!/usr/bin/env bash
# XMP that one JPEG segment has no room for, and packets that stand where they should not.
. "$(dirname "$0")/lib.sh"
have jq || skip_all 'no jq'
have exiftool || skip_all 'no exiftool'

make_shoot card 1
photo=$(find card -name '*.JPG' | head -1)
chmod u+w "$photo"
repeat 10000 'Қарар мәтіні' >long # 230,000 bytes
repeat 20000 'some edits' >other
# lacks PATTERN: the photo's bytes have it nowhere
lacks() { [ "$(LC_ALL=C grep -ca "$1" "$photo" || true)" = 0 ] || fail "$1 is left in it"; }
fields() { exiftool -a -G1 -s -b -e -j -XMP:all "$1" | jq -S 'del(.[0].SourceFile, .[0]["XMP-xmpNote:HasExtendedXMP"])'; }
# check_guid FILE: HasExtendedXMP is the MD5 of what the extension segments come to, each of which fits
check_guid() {
  perl -MDigest::MD5=md5_hex -0777 -ne '
    my ($at, %chunk, $guid, $whole) = (2);
    my ($named) = /HasExtendedXMP(?:="|>)([0-9A-F]{32})/;
    while (substr($_, $at, 2) ne "\xff\xda") {
      my $size = unpack "n", substr($_, $at + 2, 2);
      my $data = substr($_, $at + 4, $size - 2);
      if ($data =~ s/^http:\/\/ns\.adobe\.com\/xmp\/extension\/\0//) {
        ($guid, $whole, my $place) = unpack "a32 N N", $data;
        $chunk{$place} = substr $data, 40;
        die "chunk too long" if length($data) - 40 > 65458;
      }
      die "packet too long" if $data =~ /^http:\/\/ns\.adobe\.com\/xap/ && $size - 2 - 29 > 65502;
      $at += 2 + $size;
    }
    my $all = join "", map { $chunk{$_} } sort { $a <=> $b } keys %chunk;
    die "no extension" unless length $all;
    die "length" unless length $all == $whole;
    die "guid" unless $guid eq uc md5_hex($all) && $guid eq $named;' "$1"
}

exiftool -q -overwrite_original '-XMP-photoshop:Instructions<=long' '-XMP-xmpMM:PreservedFileName<=other' \
  -XMP-photoshop:Credit=Old "$photo"
check_guid "$photo"
before=$(sha256sum <"$photo")
fields "$photo" >fields.before
expect_exit 0 byline show --json "$photo"
expect_json '[.fields.credit, (.fields.instructions | length), .notes]' '["Old",129999,null]'
expect_exit 0 byline set credit=new keywords=SCO "$photo"
check_guid "$photo"
fields "$photo" | diff fields.before - >changed || true
[ "$(grep -c '^>' changed)" -le 3 ]
grep -q 'Credit": "new"' changed
pass 'extended XMP is read, and stays where it is not meant'

expect_exit 0 byline set instructions=short "$photo"
check_guid "$photo"
[ "$(exiftool -s3 -XMP:Instructions "$photo")" = short ]
[ "$(exiftool -b -XMP-xmpMM:PreservedFileName "$photo" | md5sum)" = "$(md5sum <other)" ]
lacks 'Қарар'
exiftool -q -overwrite_original -XMP-xmpMM:PreservedFileName=x "$photo"
exiftool -q -overwrite_original -XMP-xmpMM:PreservedFileName= "$photo"
exiftool -q -overwrite_original '-XMP-photoshop:Instructions<=long' "$photo"
check_guid "$photo"
expect_exit 0 byline set instructions=short "$photo"
lacks 'ns.adobe.com/xmp/extension\|HasExtendedXMP'
pass 'a field in it can be changed; an extension with nothing in it goes'

# A packet that is nearly full makes room, foreign properties first.
exiftool -q -overwrite_original -all= "$photo"
head -c 64000 other >most
exiftool -q -overwrite_original '-XMP-xmpMM:PreservedFileName<=most' -XMP-dc:Source=Source "$photo"
lacks 'ns.adobe.com/xmp/extension'
before=$(sha256sum <"$photo")
fields "$photo" >fields.before
head -c 3000 long | iconv -c -t UTF-8 >caption
expect_exit 0 byline set credit=new "description=$(cat caption)" "$photo"
check_guid "$photo"
[ "$(exiftool -b -XMP-xmpMM:PreservedFileName "$photo" | md5sum)" = "$(md5sum <most)" ]
[ "$(exiftool -s3 -XMP-dc:Source "$photo")" = Source ]
[ "$(exiftool -s3 -XMP:Credit "$photo")" = new ]
expect_exit 0 byline show --json "$photo"
expect_json '.fields.description | length > 1000' true
expect_exit 0 byline undo "$photo"
[ "$(sha256sum <"$photo")" = "$before" ]
pass 'a packet that outgrows its segment is split, and undone'

# Content that is cut short, or another's, is not made up.
cp "$photo" whole.jpg
exiftool -q -overwrite_original '-XMP-photoshop:Instructions<=long' whole.jpg
perl -0777 -pe 's/(ns\.adobe\.com\/xmp\/extension\/\0[0-9A-F]{32}....)\0\0\0\0/$1\0\0\0\1/s' whole.jpg >cut.jpg
sum=$(sha256sum <cut.jpg)
expect_exit 0 byline show --json cut.jpg
expect_json '.notes[0] | test("not complete")' true
expect_exit 3 byline set credit=x cut.jpg
grep -q 'not complete' err
[ "$(sha256sum <cut.jpg)" = "$sum" ]
perl -0777 -pe 's/(ns\.adobe\.com\/xmp\/extension\/\0[0-9A-F]{32}.{8000}.*?)Қ/$1Ә/s' whole.jpg >altered.jpg
expect_exit 0 byline show --json altered.jpg
expect_json '.notes[0] | test("digest")' true
pass 'an extension that is not complete is refused, and an altered one is said'

# Two packets: whichever a reader takes, it reads the new credit.
# copies N: the packet's segment N times
copies() { perl -0777 -pe 's/(\xff\xe1..http:\/\/ns\.adobe\.com\/xap\/1\.0\/\0.*?<\?xpacket end=.w.\?>)/$1 x '"$1"'/se' old.jpg; }
exiftool -q -overwrite_original -all= -XMP-photoshop:Credit=Old -XMP-dc:Source=Source "$photo"
cp "$photo" old.jpg
copies 3 >three.jpg
expect_exit 3 byline set credit=new three.jpg
grep -q 'more than two' err
copies 2 >two.jpg
[ "$(exiftool -a -s3 -XMP:Credit two.jpg | grep -c Old)" = 2 ]
expect_exit 0 byline set credit=new two.jpg
[ "$(exiftool -a -s3 -XMP:Credit two.jpg | sort -u)" = new ]
perl -0777 -pe 's/http(:\/\/ns\.adobe\.com\/xap)/XMP\0$1/' old.jpg >spoilt.jpg
expect_exit 0 byline set credit=new spoilt.jpg
[ "$(exiftool -a -s3 -XMP:Credit spoilt.jpg)" = new ]
[ -z "$(exiftool -Warning spoilt.jpg)" ]
pass 'no reader finds the old credit in a second packet, or behind a spoilt name'
finish
