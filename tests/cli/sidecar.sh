#!/usr/bin/env bash
# Fields beside the photo: new sidecars, those of other programs, which is whose, and the way back.
. "$(dirname "$0")/lib.sh"
have jq || skip_all 'no jq'
have exiftool || skip_all 'no exiftool'
have xmllint || skip_all 'no xmllint'

make_shoot card 4
mkdir photos
find card -name '*.JPG' -exec cp -t photos {} +
photo=photos/IMG_0001.JPG
sum() { sha256sum <"$1"; }
before=$(sum "$photo")

# says TAG VALUE FILE: by exiftool
says() { [ "$(exiftool -s3 -sep '; ' "-$1" "$3")" = "$2" ] || fail "$3: $1 is not $2"; }

# A new one ------------------------------------------------------------------------------------
expect_exit 0 byline set --sidecar --json credit=mfa.gov.kz creator='Айгерім Нұрланова' \
  description@kk='Кездесу' description=Meeting keywords=SCO "$photo"
expect_json .sidecar "$photo.xmp"
[ "$(sum "$photo")" = "$before" ]
xmllint --noout "$photo.xmp"
says XMP:Credit mfa.gov.kz "$photo.xmp"
says XMP:Creator 'Айгерім Нұрланова' "$photo.xmp"
says XMP:Description Meeting "$photo.xmp"
says XMP:Description-kk Кездесу "$photo.xmp"
if have exiv2; then exiv2 -PEXIkt "$photo.xmp" | grep -q 'Xmp.photoshop.Credit *mfa.gov.kz'; fi
[ "$(stat -c %a "$photo.xmp")" = 644 ]
pass '--sidecar writes beside the photo, which stays as it is'

expect_exit 0 byline show --json --layers "$photo"
expect_json '[.sidecar, .fields.credit, .layers.sidecar.credit, .layers.xmp.credit]' \
  "[\"$photo.xmp\",\"mfa.gov.kz\",\"mfa.gov.kz\",null]"
expect_json '.fields["description@kk"]' Кездесу
expect_exit 0 byline show "$photo"
grep -q "sidecar *$photo.xmp" out
expect_exit 0 byline set --sidecar --json keywords+=Tianjin credit=mfa.gov.kz "$photo"
says XMP:Subject 'SCO; Tianjin' "$photo.xmp"
expect_exit 0 byline set --sidecar --json credit=mfa.gov.kz "$photo"
expect_json .outcome same
pass 'what it says is read with the photo, and added to'

expect_exit 0 byline show --json "$photo.xmp"
expect_json '[.format, .fields.credit]' '["xmp","mfa.gov.kz"]'
expect_exit 0 byline set credit=other "$photo.xmp"
expect_exit 0 byline show --json "$photo"
expect_json .fields.credit other
expect_exit 0 byline undo "$photo.xmp"
expect_exit 3 byline show --id --json "$photo.xmp"
grep -q 'sidecar' err
expect_exit 0 byline set --sidecar credit=again "$photo.xmp"
[ ! -e "$photo.xmp.xmp" ]
expect_exit 0 byline undo "$photo.xmp"
pass 'a sidecar named by itself is shown and written'

expect_exit 0 byline undo "$photo"
says XMP:Subject SCO "$photo.xmp"
expect_exit 0 byline undo "$photo"
[ ! -e "$photo.xmp" ]
[ "$(sum "$photo")" = "$before" ]
expect_exit 0 byline log --json "$photo"
jq -se 'length == 4 and all(.[]; .changes | length > 0)' out >/dev/null
expect_exit 0 byline log --json --limit 1 "$photo"
expect_exit 0 byline undo --edit "$(jq -r .edit out)"
says XMP:Credit mfa.gov.kz "$photo.xmp"
expect_exit 0 byline undo "$photo"
[ ! -e "$photo.xmp" ]
pass 'undo takes back what was added, then the sidecar itself; the log has it all'

# Photo and sidecar agree ----------------------------------------------------------------------
expect_exit 0 byline set --sidecar credit=old headline=Stays "$photo"
cp "$photo.xmp" one.xmp
expect_exit 0 byline set credit=new keywords+=both "$photo"
says XMP:Credit new "$photo"
says IPTC:Credit new "$photo"
says XMP:Credit new "$photo.xmp"
says XMP:Headline Stays "$photo.xmp"
says XMP:Subject both "$photo.xmp"
expect_exit 0 byline show --json --layers "$photo"
expect_json '[.fields.credit, .odd]' '["new",{}]'
expect_exit 0 byline undo "$photo"
[ "$(sum "$photo")" = "$before" ]
cmp "$photo.xmp" one.xmp
expect_exit 0 byline set credit= "$photo"
[ -z "$(exiftool -s3 -XMP:Credit "$photo.xmp")" ]
expect_exit 0 byline undo "$photo"
expect_exit 0 byline undo "$photo"
[ ! -e "$photo.xmp" ]
pass 'set without --sidecar writes the photo and the sidecar it has: one edit'

expect_exit 0 byline set credit=embedded "$photo"
expect_exit 0 byline set --sidecar credit= "$photo"
expect_exit 0 byline show --json --layers "$photo"
expect_json '[.fields.credit, .layers.xmp.credit, (.layers.sidecar | has("credit")), .odd.credit]' \
  '[null,"embedded",true,["conflict"]]'
expect_exit 0 byline set credit=embedded "$photo"
expect_exit 0 byline show --json --layers "$photo"
expect_json '[.fields.credit, .odd]' '["embedded",{}]'
for _ in 1 2 3; do expect_exit 0 byline undo "$photo"; done
[ "$(sum "$photo")" = "$before" ]
[ ! -e "$photo.xmp" ]
pass 'a field that a sidecar clears is cleared, whatever the photo says'

# Sidecars of other programs -------------------------------------------------------------------
NS='xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
mkdir styles
cat >styles/darktable.xmp <<XMP
<?xml version="1.0" encoding="UTF-8"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="XMP Core 4.4.0-Exiv2">
 <rdf:RDF $NS>
  <rdf:Description rdf:about=""
    xmlns:exif="http://ns.adobe.com/exif/1.0/"
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"
    xmlns:darktable="http://darktable.sf.net/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:lr="http://ns.adobe.com/lightroom/1.0/"
   exif:DateTimeOriginal="2025:07:14 09:12:44.000"
   xmp:Rating="1"
   xmpMM:DerivedFrom="IMG_0001.CR2"
   darktable:import_timestamp="63856155164000000"
   darktable:xmp_version="5"
   darktable:raw_params="0">
   <darktable:masks_history>
    <rdf:Seq/>
   </darktable:masks_history>
   <darktable:history>
    <rdf:Seq>
     <rdf:li
      darktable:num="0"
      darktable:operation="rawprepare"
      darktable:enabled="1"
      darktable:params="&#9;aa&quot;bb&amp;&lt;"
      darktable:multi_name=""/>
    </rdf:Seq>
   </darktable:history>
   <dc:creator><rdf:Seq><rdf:li>Somebody</rdf:li></rdf:Seq></dc:creator>
   <dc:subject><rdf:Bag><rdf:li>people</rdf:li></rdf:Bag></dc:subject>
   <lr:hierarchicalSubject><rdf:Bag><rdf:li>a|b</rdf:li></rdf:Bag></lr:hierarchicalSubject>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
XMP
cat >styles/lightroom.xmp <<XMP
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Adobe XMP Core 7.0-c000">
 <rdf:RDF $NS>
  <rdf:Description rdf:about=""
    xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
    xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/"
    xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"
    xmlns:stEvt="http://ns.adobe.com/xap/1.0/sType/ResourceEvent#"
   photoshop:Credit="Somebody"
   photoshop:SidecarForExtension="CR2"
   crs:Version="15.0"
   crs:Exposure2012="+0.35"
   xmpMM:DocumentID="xmp.did:0e1"
   crs:HasSettings="True">
   <crs:ToneCurvePV2012>
    <rdf:Seq>
     <rdf:li>0, 0</rdf:li>
     <rdf:li>255, 255</rdf:li>
    </rdf:Seq>
   </crs:ToneCurvePV2012>
   <xmpMM:History>
    <rdf:Seq>
     <rdf:li stEvt:action="saved" stEvt:changed="/metadata"/>
    </rdf:Seq>
   </xmpMM:History>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
XMP
cat >styles/digikam.xmp <<XMP
<?xpacket begin="$(printf '\357\273\277')" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="XMP Core 4.4.0-Exiv2">
<rdf:RDF $NS>
<rdf:Description rdf:about="" xmlns:digiKam="http://www.digikam.org/ns/1.0/"
 xmlns:MicrosoftPhoto="http://ns.microsoft.com/photo/1.0/" xmlns:tiff="http://ns.adobe.com/tiff/1.0/"
 digiKam:PickLabel="0" digiKam:ColorLabel="3" MicrosoftPhoto:Rating="50" tiff:Orientation="1">
<digiKam:TagsList><rdf:Seq><rdf:li>Places/Astana</rdf:li></rdf:Seq></digiKam:TagsList>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>
XMP
exiftool -q -o styles/exiftool.xmp -XMP-dc:Title=Title -XMP-photoshop:Credit=Somebody \
  -XMP-xmpMM:DocumentID=abc -XMP-exif:GPSLatitude=51.1 "$photo"
sed 's/$/\r/' styles/lightroom.xmp >styles/crlf.xmp
{ printf '\357\273\277' && cat styles/darktable.xmp; } >styles/bom.xmp
sed 's/UTF-8/UTF-16/' styles/darktable.xmp | iconv -t UTF-16 >styles/utf16.xmp

# others FILE: everything in it but the credit, in one form
others() {
  xmllint --c14n "$1" | perl -0pe 's/ photoshop:Credit="[^"]*"//g; s/\s*<photoshop:Credit>[^<]*<\/photoshop:Credit>//g;
    s/ xmlns:photoshop="[^"]*"//g'
}
# ends_of FILE ENCODING: what stands before and behind the root element
ends_of() { iconv -f "$2" -t UTF-8 "$1" | perl -0ne '/^(.*?)<(?:x:xmpmeta).*<\/x:xmpmeta>(.*)$/s; print "$1|$2"'; }

for style in styles/*.xmp; do
  cp "$style" "$photo.xmp"
  exiftool -a -G1 -s -e -XMP:all -x XMP-photoshop:Credit "$photo.xmp" >tags.before
  expect_exit 0 byline set --sidecar credit=mfa.gov.kz "$photo"
  says XMP:Credit mfa.gov.kz "$photo.xmp"
  exiftool -a -G1 -s -e -XMP:all -x XMP-photoshop:Credit "$photo.xmp" | cmp - tags.before ||
    fail "$style: other tags are not the same"
  others "$style" >wanted
  others "$photo.xmp" | cmp - wanted || fail "$style: something else has changed"
  encoding=UTF-8
  [ "$style" != styles/utf16.xmp ] || encoding=UTF-16
  ends_of "$style" $encoding >wanted
  ends_of "$photo.xmp" $encoding | cmp - wanted || fail "$style: its wrapper has changed"
  [ "$(sum "$photo")" = "$before" ]
  expect_exit 0 byline undo "$photo"
  cmp "$photo.xmp" "$style"
  rm "$photo.xmp"
done
cp styles/crlf.xmp "$photo.xmp"
expect_exit 0 byline set --sidecar credit=mfa.gov.kz "$photo"
[ "$(tr -cd '\n' <"$photo.xmp" | wc -c)" = "$(grep -c $'\r$' "$photo.xmp")" ]
rm "$photo.xmp"
all_styles=(styles/*)
pass "other programs' properties, encoding and wrapper stay (${#all_styles[@]} styles)"

# Broken ones ----------------------------------------------------------------------------------
for broken in '' 'not XML' '<x:xmpmeta' "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF $NS></x:xmpmeta>" \
  "<!DOCTYPE a [<!ENTITY b \"c\">]><rdf:RDF $NS/>" '<svg xmlns="http://www.w3.org/2000/svg"/>'; do
  printf %s "$broken" >"$photo.xmp"
  cp "$photo.xmp" broken.xmp
  for option in --sidecar --keep-mtime; do
    expect_exit 3 byline set $option credit=x "$photo"
    [ "$(wc -l <err)" = 1 ]
    grep -qF "$photo.xmp: " err
    cmp "$photo.xmp" broken.xmp
    [ "$(sum "$photo")" = "$before" ]
  done
  expect_exit 0 byline show "$photo"
  grep -qF "$photo.xmp" err
done
rm "$photo.xmp"
ln -s ../one.xmp "$photo.xmp"
expect_exit 3 byline set --sidecar credit=x "$photo"
grep -q 'symbolic link' err
rm "$photo.xmp"
pass 'a broken sidecar is named and left alone, and so is the photo'

# Whose is it? ---------------------------------------------------------------------------------
stem=photos/IMG_0002
cp one.xmp $stem.xmp
expect_exit 0 byline show --json $stem.JPG
expect_json .sidecar $stem.xmp
touch $stem.NEF
expect_exit 0 byline show --json $stem.JPG
expect_json .sidecar null
expect_exit 0 byline set --sidecar credit=x $stem.JPG
cmp one.xmp $stem.xmp
says XMP:Credit x $stem.JPG.xmp
expect_exit 0 byline show --json $stem.JPG
expect_json .sidecar $stem.JPG.xmp
rm $stem.NEF
expect_exit 0 byline show --json $stem.JPG
expect_json .sidecar $stem.JPG.xmp
mv $stem.JPG.xmp $stem.JPG.XMP
expect_exit 0 byline show --json $stem.JPG
expect_json .fields.credit x
expect_exit 0 byline set --sidecar credit=y $stem.JPG
says XMP:Credit y $stem.JPG.XMP
rm $stem.xmp $stem.JPG.XMP
pass 'name.ext.xmp is one photo'"'"'s; name.xmp is the raw file'"'"'s, or the only photo'"'"'s'

ln -s IMG_0002.JPG photos/link.jpg
expect_exit 0 byline set --sidecar credit=x photos/link.jpg
says XMP:Credit x $stem.JPG.xmp
[ -L photos/link.jpg ]
expect_exit 0 byline show --json photos/link.jpg
expect_json .fields.credit x
rm photos/link.jpg $stem.JPG.xmp
pass 'a link has its photo'"'"'s sidecar'

# At whatever moment a run dies: a sidecar is there as a whole or not at all, and undo takes it away.
mkdir killed
for i in $(seq 1 20); do cp photos/IMG_0002.JPG killed/$i.jpg; done
old=$(sum killed/1.jpg)
for delay in 0.004 0.012 0.02 0.04; do
  "$BYLINE" set --sidecar credit=killed killed/*.jpg >/dev/null 2>&1 &
  run=$!
  sleep $delay
  kill -9 $run 2>/dev/null || true
  wait $run 2>/dev/null || true
  for sidecar in killed/*.xmp; do
    [ -e "$sidecar" ] || continue
    xmllint --noout "$sidecar"
    expect_exit 0 byline undo "${sidecar%.xmp}"
    [ ! -e "$sidecar" ]
  done
done
for file in killed/*.jpg; do [ "$(sum "$file")" = "$old" ] || fail "$file"; done
pass 'a run that is killed leaves whole sidecars, which can be undone'

# Raw files, HEIC and AVIF ---------------------------------------------------------------------
# beside_only FILE SIDECAR: set without an option goes beside it, and comes back
beside_only() {
  local was
  was=$(sum "$1")
  expect_exit 0 byline set --json credit=mfa.gov.kz creator='Айгерім Нұрланова' "$1"
  expect_json .sidecar "$2"
  [ "$(sum "$1")" = "$was" ]
  says XMP:Credit mfa.gov.kz "$2"
  expect_exit 0 byline show --json "$1"
  expect_json '[.fields.credit, .fields.creator[0]]' '["mfa.gov.kz","Айгерім Нұрланова"]'
  expect_exit 0 byline set --json credit= "$1"
  expect_exit 0 byline show --json "$1"
  expect_json .fields.credit null
  expect_exit 0 byline undo "$1"
  expect_exit 0 byline undo "$1"
  [ ! -e "$2" ]
  [ "$(sum "$1")" = "$was" ]
}

if [ -d "$PHOTOS" ]; then
  mkdir raw
  n=0
  while IFS= read -r -d '' file; do
    name=raw/$(basename "$file")
    cp "$file" "$name"
    chmod u+w "$name"
    expect_exit 0 byline show --json "$name"
    case ${name,,} in
      *.heic | *.avif) beside=$name.xmp ;;
      *) beside=${name%.*}.xmp ;;
    esac
    beside_only "$name" "$beside"
    cp styles/lightroom.xmp "$name.XMP"
    cp styles/darktable.xmp "${name%.*}.xmp"
    expect_exit 0 byline set --json credit=mfa.gov.kz "$name"
    expect_json .sidecar "$name.XMP"
    cmp styles/darktable.xmp "${name%.*}.xmp"
    expect_exit 0 byline undo "$name"
    cmp styles/lightroom.xmp "$name.XMP"
    rm "$name.XMP" "${name%.*}.xmp"
    n=$((n + 1))
  done < <(find "$PHOTOS" -type f \( -iname '*.arw' -o -iname '*.cr2' -o -iname '*.nef' \
    -o -iname '*.dng' -o -iname '*.avif' -o -name 'iphone.heic' \) -print0 | sort -z)
  [ $n -gt 0 ]
  pass "raw files, HEIC and AVIF are never written into ($n); of two sidecars name.ext.xmp counts"

  cp "$PHOTOS/imagemeta/sample.cr2" raw/a.cr2
  cp "$PHOTOS/imagemeta/sample.dng" raw/a.dng
  cp photos/IMG_0002.JPG raw/a.jpg
  chmod u+w raw/*
  expect_exit 0 byline set credit=one raw/a.cr2 raw/a.jpg raw/a.dng
  says XMP:Credit one raw/a.xmp
  says XMP:Credit one raw/a.jpg
  [ ! -e raw/a.jpg.xmp ]
  expect_exit 0 byline set credit=two raw/a.jpg
  says XMP:Credit one raw/a.xmp
  expect_exit 0 byline set keywords+=a raw/a.dng
  expect_exit 0 byline set keywords+=b raw/a.cr2
  says XMP:Subject 'a; b' raw/a.xmp
  pass 'the raw files of a capture share name.xmp, its JPEG does not'
else
  skip 'raw files, HEIC and AVIF are never written into' "no photos in $PHOTOS"
fi

# Content Credentials --------------------------------------------------------------------------
if [ -d "$PHOTOS" ]; then
  n=0
  mkdir signed
  while IFS= read -r -d '' file; do
    # shellcheck disable=SC2016
    exiftool -q -if '$JUMDType' -p x "$file" >/dev/null 2>&1 || continue
    n=$((n + 1))
    cp "$file" "signed/$n.${file##*.}"
    chmod u+w "signed/$n.${file##*.}"
  done < <(find "$PHOTOS" -type f -print0 | xargs -0 grep -lZ c2pa | sort -z)
  for file in signed/*; do
    was=$(sum "$file")
    expect_exit 3 byline set credit=x "$file"
    [ "$(wc -l <err)" = 1 ]
    grep -q 'Content Credentials.*--sidecar.*--break-c2pa' err
    [ "$(sum "$file")" = "$was" ]
    expect_exit 0 byline set --sidecar credit=x "$file"
    [ "$(sum "$file")" = "$was" ]
    expect_exit 0 byline show --json "$file"
    expect_json .fields.credit x
    expect_exit 0 byline undo "$file"
    expect_exit 0 byline set --break-c2pa credit=x "$file"
    says XMP:Credit x "$file"
    expect_exit 0 byline undo "$file"
    [ "$(sum "$file")" = "$was" ]
  done
  [ $n -gt 0 ]
  pass "a signed photo is written beside, or knowingly into ($n)"
else
  skip 'a signed photo is written beside, or knowingly into' "no photos in $PHOTOS"
fi

# In a library ---------------------------------------------------------------------------------
byline init library 2>/dev/null
byline --library library ingest card 2>/dev/null
mapfile -t all < <(find "$PWD/library" -name '*.JPG' | sort)
expect_exit 0 byline set --sidecar credit=beside "${all[@]}"
expect_exit 0 byline --library library find --count credit:beside
[ "$(cat out)" = "${#all[@]}" ]
expect_exit 0 byline set credit=inside "${all[0]}"
expect_exit 0 byline --library library find --count credit:inside
[ "$(cat out)" = 1 ]
expect_exit 0 byline undo "${all[@]}"
expect_exit 0 byline undo "${all[0]}"
expect_exit 1 byline --library library find credit:beside
[ -z "$(find library -name '*.xmp')" ]
pass 'the catalogue follows'
finish
